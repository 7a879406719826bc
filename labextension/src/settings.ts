import type { ISettingRegistry } from '@jupyterlab/settingregistry';

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
