import { Typesetting } from '../typesetting';
import { settled } from './harness';

it('a formula that cannot be set stays as its TeX, and those behind it are set', async () => {
  const warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  const typeset = jest.fn((host: HTMLElement): Promise<void> => {
    if (host.textContent === '\\(bad\\)') {
      return Promise.reject(new Error('no'));
    }
    host.replaceChildren(document.createElement('mjx-container'));
    return Promise.resolve();
  });
  const onSet = jest.fn();
  const setting = new Typesetting(typeset, onSet);
  const [bad, good] = [document.createElement('span'), document.createElement('span')];
  setting.show(bad, 'bad', false);
  setting.show(good, 'x^2', false);
  await settled();
  await settled();
  expect(bad.textContent).toContain('bad');
  expect(good.querySelector('mjx-container')).not.toBeNull();
  expect(onSet).toHaveBeenCalled();
  expect(warned).toHaveBeenCalledTimes(1);
  warned.mockRestore();
});
