import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { Signal } from '@lumino/signaling';
import { readFileSync } from 'fs';
import { join } from 'path';
import { secretSettings, SessionSettings, sessionSettings } from '../settings';

const KEY = 'sk-proj-0000000000000000000';

describe('the settings of sessions', () => {
  it('are told by the names of the kernel, those that are set', () => {
    const settings = { showBadges: true, mode: 'approve', planner: 'openai/a', coder: '' };
    const told = sessionSettings({
      ...settings,
      maxCost: 0,
      maxTokens: null,
      apiBase: 'http://h/v1'
    });
    expect(told).toEqual({
      mode: 'approve',
      planner: 'openai/a',
      max_cost: 0,
      api_base: 'http://h/v1'
    });
  });

  it('hold no secret', () => {
    const settings = { model: KEY, apiBase: 'http://me:word@h/v1', worker: 'formal' };
    expect(secretSettings(settings)).toEqual(['model', 'apiBase']);
    expect(sessionSettings(settings)).toEqual({ worker: 'formal' });
  });

  it('are all in the schema, unset', () => {
    const schema = JSON.parse(
      readFileSync(join(__dirname, '../../schema/panel.json'), 'utf-8')
    ) as { properties: Record<string, { default: unknown; title: string; description: string }> };
    const all = Object.keys(schema.properties);
    const unset = Object.fromEntries(all.map(name => [name, schema.properties[name].default]));
    expect(sessionSettings(unset)).toEqual({});
    const set = sessionSettings(Object.fromEntries(all.map(name => [name, 'x'])));
    expect(Object.keys(set)).toHaveLength(15);
    expect(Object.values(schema.properties).every(one => one.title && one.description)).toBe(true);
  });
});

/** Settings as JupyterLab's registry gives them. */
class Settings {
  readonly changed = new Signal<this, void>(this);
  readonly schema = { properties: { model: { title: 'Model' } } };
  constructor(public composite: Record<string, unknown>) {}
  set(name: string, value: unknown): Promise<void> {
    this.composite = { ...this.composite, [name]: value };
    this.changed.emit();
    return Promise.resolve();
  }
}

const registry = (settings: Settings): ISettingRegistry =>
  ({ load: () => Promise.resolve(settings) }) as unknown as ISettingRegistry;

describe('a page', () => {
  it('knows them as they are, and hears of those changes alone', async () => {
    const settings = new Settings({ mode: 'plan' });
    const session = new SessionSettings(registry(settings), () => undefined);
    await session.ready;
    expect(session.values).toEqual({ mode: 'plan' });
    const heard = jest.fn();
    session.changed.connect(heard);
    await settings.set('showBadges', false);
    expect(heard).not.toHaveBeenCalled();
    await settings.set('mode', 'auto');
    expect(heard).toHaveBeenCalledTimes(1);
    expect(session.values).toEqual({ mode: 'auto' });
  });

  it('takes a key out again and says so', async () => {
    const settings = new Settings({ model: 'openai/a' });
    const refused = jest.fn();
    const session = new SessionSettings(registry(settings), refused);
    await session.ready;
    await settings.set('model', KEY);
    expect(refused.mock.calls).toEqual([[['Model']]]);
    expect(settings.composite.model).toBe('');
    expect(session.values).toEqual({});
  });

  it('does without where there is no registry, or it fails', async () => {
    const warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const broken = { load: () => Promise.reject(new Error('no')) } as unknown as ISettingRegistry;
    for (const one of [null, broken]) {
      const session = new SessionSettings(one, () => undefined);
      await session.ready;
      expect(session.values).toEqual({});
    }
    expect(warned).toHaveBeenCalledTimes(1);
    warned.mockRestore();
  });
});
