import manifest from '../../package.json';
import { VERSION } from './messages';

/** The version of this extension's package. */
export const PACKAGE = manifest.version;

/** A kernel that speaks another version of the wire, as its hello says in every version. */
export interface IStranger {
  wire: number;
  /** The version of its package; "" where it says none. */
  version: string;
}

/** Who greets, where it is not understood here. */
export function strangerIn(data: unknown): IStranger | null {
  if (typeof data !== 'object' || data === null) {
    return null;
  }
  const { v, kind, version } = data as Record<string, unknown>;
  return kind === 'hello' && Number.isInteger(v) && v !== VERSION
    ? { wire: v as number, version: typeof version === 'string' ? version : '' }
    : null;
}
