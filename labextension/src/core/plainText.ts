const ESCAPES =
  // eslint-disable-next-line no-control-regex
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-_]/g;
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/gu;

/** Without terminal escapes. */
export function withoutEscapes(text: string): string {
  return text.replace(ESCAPES, '');
}

/** Text of a paper or a model, fit to show: no escapes, no controls, no changes of direction. */
export function shown(text: string): string {
  return withoutEscapes(text).replace(CONTROLS, '').replace(DIRECTIONS, '');
}

/** At most about `limit` characters: two thirds head, one third tail, between them how many are left out. */
export function bounded(text: string, limit: number, leftOut: (count: number) => string): string {
  if (text.length <= limit) {
    return text;
  }
  const head = Math.floor((limit * 2) / 3);
  const tail = limit - head;
  const left = text.length - limit;
  return `${text.slice(0, head)}\n${leftOut(left)}\n${text.slice(-tail)}`;
}
