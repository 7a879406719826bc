import { badgeText, roleWord } from '../wording';

const words = {
  language: 'en',
  __: (text: string, ...args: unknown[]): string => text.replace('%1', String(args[0])),
  _n: (one: string) => one
};

describe('a badge', () => {
  it('names step, persona and a repeated attempt', () => {
    const mark = { step: '1.2', persona: 'coder', attempt: 1 };
    expect(badgeText(mark, words)).toBe('1.2 · coder');
    expect(badgeText({ ...mark, attempt: 3 }, words)).toBe('1.2 · coder · attempt 3');
    expect(badgeText({ ...mark, persona: '' }, words)).toBe('1.2');
  });
});

test('a role bears the same name at its field and in the costs', () => {
  const german = { ...words, __: (text: string): string => `⟦${text}⟧` };
  const roles = ['model', 'worker', 'coder', 'answers'];
  expect(roles.map(role => roleWord(role, german))).toEqual([
    '⟦model⟧',
    '⟦worker⟧',
    '⟦coder⟧',
    '⟦answers to questions⟧'
  ]);
  expect(roleWord('another', german)).toBe('another');
});
