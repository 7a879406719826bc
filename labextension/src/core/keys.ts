/** What providers begin their keys with, a bearer's header, and what is neither word nor number. The kernel
 * looks for the same shapes (rca_kernel/models/secrets.py). */
const KEY = new RegExp(
  [
    String.raw`(?<![\w-])(?:sk-|rk-|pk-|xai-|gsk_|hf_|ghp_|AIza)(?=[\w-]*\d)[\w-]{16,}`,
    String.raw`[Bb]earer\s`,
    String.raw`(?<![A-Za-z0-9])(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{32,}(?![A-Za-z0-9])`
  ].join('|')
);

/** Whether a text holds what has the shape of a key: it must not be kept or sent. */
export const looksLikeKey = (text: string): boolean => KEY.test(text);

/** Whether an address holds a user, a password, a query or a fragment, in which a secret may stand. */
export const holdsSecret = (address: string): boolean => /[@?#]/.test(address);
