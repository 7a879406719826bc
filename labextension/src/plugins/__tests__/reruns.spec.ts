import { NO_KERNEL, Refusal } from '../../core/dispatcher';
import type { IWords } from '../../view/wording';
import { tellingWhy } from '../reruns';

const warned: string[] = [];
const mockWarned = (): string[] => warned;
jest.mock('@jupyterlab/apputils', () => ({
  Notification: { warning: (text: string) => mockWarned().push(text) }
}));
const words: IWords = { language: 'en', __: text => text.toUpperCase(), _n: one => one };

test('a rerun that cannot begin says why, in the words of the user', async () => {
  tellingWhy(Promise.reject(new Refusal('refused', NO_KERNEL)), words);
  tellingWhy(Promise.reject(new Error('No cell x')), words);
  tellingWhy(Promise.reject(new Refusal('unknown_cell', 'No cell rca-1; read it again.')), words);
  tellingWhy(Promise.resolve(), words);
  tellingWhy(undefined, words);
  await Promise.resolve();
  expect(warned).toEqual([
    NO_KERNEL.toUpperCase(),
    'No cell x',
    'THE CELL IS NO LONGER IN THE NOTEBOOK.'
  ]);
});
