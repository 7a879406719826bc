/** Papers that `%rca paper` reads; a name must fit on one line. */
const PAPER = /^[^\r\n]+\.(?:tex|pdf|md|html?)$/i;

export const isPaper = (name: string): boolean => PAPER.test(name);

/** A word on a magic's line: IPython expands braces and dollars, then a shell's rules of quoting hold.
 * `quotes`: in quotation marks also where it needs none. */
export function argument(text: string, quotes = false): string {
  if (!quotes && /^[\w./:@+-]+$/.test(text)) {
    return text;
  }
  if (quotes && /^[\w ./:@+(),-]*$/.test(text)) {
    return `"${text}"`;
  }
  const quoted = `'${text.replaceAll("'", `'"'"'`)}'`;
  return quoted.replaceAll(/[{}$]/g, '$&$&');
}

/** A file name as such a word. */
export const fileArgument = (name: string): string =>
  argument(name.startsWith('-') ? `./${name}` : name);
