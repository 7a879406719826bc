import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { holdsSecret, looksLikeKey } from './core/keys';
import type { ISessionSettings } from './jupyter/sessionSettings';
import type { JsonObject } from './protocol/messages';

/** Id of the plugin whose schema holds the settings. */
export const SETTINGS_ID = 'rca-kernel:panel';

export interface ISettings {
  showBadges: boolean;
  followStep: boolean;
  notifyWaiting: boolean;
  confirmClose: boolean;
}

export const DEFAULTS: ISettings = {
  showBadges: true,
  followStep: true,
  notifyWaiting: true,
  confirmClose: true
};

/** Settings of sessions and the kernel's names for them. */
const OF_SESSIONS: Readonly<Record<string, string>> = {
  mode: 'mode',
  model: 'model',
  planner: 'planner',
  expert: 'expert',
  worker: 'worker',
  reader: 'reader',
  coder: 'coder',
  debugger: 'debugger',
  reviewer: 'reviewer',
  experimenter: 'experimenter',
  apiBase: 'api_base',
  maxTokens: 'max_tokens',
  maxCost: 'max_cost',
  maxSeconds: 'max_seconds',
  maxSteps: 'max_steps'
};

type Values = Readonly<Record<string, unknown>>;

/** The settings that look as if they held a secret. */
export const secretSettings = (settings: Values): string[] =>
  Object.keys(OF_SESSIONS).filter(name => {
    const value = settings[name];
    const address = name === 'apiBase' && value !== '';
    return typeof value === 'string' && (looksLikeKey(value) || (address && holdsSecret(value)));
  });

/** What the kernel is told: what the user has set, and no secret. */
export function sessionSettings(settings: Values): JsonObject {
  const secrets = secretSettings(settings);
  const set = Object.entries(OF_SESSIONS).filter(
    ([name]) => !secrets.includes(name) && (settings[name] ?? '') !== ''
  );
  return Object.fromEntries(set.map(([name, known]) => [known, settings[name]]));
}

/** Tell the settings now and at each change; the defaults where there is no registry. */
export function followSettings(
  registry: ISettingRegistry | null,
  tell: (settings: ISettings) => void
): void {
  tell(DEFAULTS);
  registry
    ?.load(SETTINGS_ID)
    .then(settings => {
      const read = (): void => tell({ ...DEFAULTS, ...(settings.composite as Partial<ISettings>) });
      settings.changed.connect(read);
      read();
    })
    .catch((reason: unknown) => console.warn('rca: the settings cannot be read.', reason));
}

/** What the user chose in JupyterLab's settings for every session; what looks like a secret is taken out of
 * them again. */
export class SessionSettings implements ISessionSettings {
  constructor(
    registry: ISettingRegistry | null,
    private readonly _refused: (titles: string[]) => void
  ) {
    this.ready = registry ? this._load(registry) : Promise.resolve();
  }

  readonly ready: Promise<void>;

  get values(): JsonObject {
    return this._values;
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  private async _load(registry: ISettingRegistry): Promise<void> {
    try {
      const settings = await registry.load(SETTINGS_ID);
      settings.changed.connect(() => this._read(settings));
      this._read(settings);
    } catch (reason) {
      console.warn('rca: the settings cannot be read.', reason);
    }
  }

  private _read(settings: ISettingRegistry.ISettings): void {
    const secrets = secretSettings(settings.composite);
    if (secrets.length > 0) {
      this._refused(secrets.map(name => settings.schema.properties?.[name]?.title ?? name));
      secrets.forEach(name => void settings.set(name, '').catch(warn));
    }
    const values = sessionSettings(settings.composite);
    if (JSON.stringify(values) !== JSON.stringify(this._values)) {
      this._values = values;
      this._changed.emit();
    }
  }

  private _values: JsonObject = {};
  private readonly _changed = new Signal<this, void>(this);
}

const warn = (reason: unknown): void => console.warn('rca: a setting cannot be taken out.', reason);
