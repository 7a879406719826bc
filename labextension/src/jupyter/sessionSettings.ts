import type { ISignal } from '@lumino/signaling';
import type { JsonObject } from '../protocol/messages';

/** What the user chose in JupyterLab's settings for every session. */
export interface ISessionSettings {
  /** Settled when they have been read, or cannot be. */
  readonly ready: Promise<void>;
  readonly values: JsonObject;
  readonly changed: ISignal<unknown, void> | null;
}

export const NO_SETTINGS: ISessionSettings = {
  ready: Promise.resolve(),
  values: {},
  changed: null
};
