import { fixture } from '../../core/__tests__/fixture';
import type { IBlock, IEntry } from '../../core/block';
import { ABSENT } from '../../core/liveState';
import { actions, click, enter, find, host, press, settled, show, texts } from './harness';

const CELL = 'rca-111111111111';

function block(): IBlock {
  const made = fixture();
  const entry = (n: number, kind: IEntry['kind'], text: string, step = '1.1'): IEntry => ({
    ...made.log[0],
    n,
    kind,
    text,
    step
  });
  made.log = [
    entry(1, 'action', `run cell: ${CELL}`),
    entry(2, 'observation', `FAILED: NameError in cell ${CELL}`),
    entry(3, 'action', 'mark requirement: eq:3 verified'),
    entry(4, 'finding', 'eq:3 verified: it agrees'),
    entry(5, 'observation', 'eq:3 is verified'),
    entry(6, 'decision', 'the user went back to before step 1.2', '9')
  ];
  return made;
}

const open = (): void => {
  show(block());
  click('.rca-Tab[data-tab="log"]');
};

describe('the log', () => {
  it('is a line for each action, told by what came of it, in names', () => {
    open();
    expect(texts('.rca-Entry-text')).toEqual([
      'the user went back to before step “Eq. (4)”',
      'Eq. (3) verified: it agrees',
      `run cell 7, “words of ${CELL}”`,
      `NameError in cell 7, “words of ${CELL}”`
    ]);
    expect(texts('.rca-Entry-kind')).toEqual(['decision', 'finding', 'failed']);
    expect(find('.rca-Log-count').textContent).toBe('6 entries');
  });

  it('sets mathematics, and none in what a program wrote', async () => {
    const made = block();
    made.log[3].text = 'eq:3 verified: with $10^{-8}$, see cell rca-111111111111';
    made.log[1].text = 'FAILED: no $10^{-8}$ here';
    const set: string[] = [];
    show(made, ABSENT, { typeset: node => void set.push(node.textContent) });
    click('.rca-Tab[data-tab="log"]');
    await settled();
    expect(set).toEqual(['\\(10^{-8}\\)']);
    expect(find('.rca-Entry .rca-Formula').textContent).toBe('\\(10^{-8}\\)');
    expect(texts('.rca-Entry-text')).toContain('no $10^{-8}$ here');
    show(made);
    expect(texts('.rca-Entry-text').join()).toContain('with $10^{-8}$, see cell 7');
  });

  it('opens a line by keyboard and remembers it', () => {
    open();
    find('.rca-Entry-twist').focus();
    expect(find('.rca-Entry-twist').getAttribute('aria-expanded')).toBe('false');
    click('.rca-Entry-twist');
    expect(find('.rca-Entry-twist').getAttribute('aria-expanded')).toBe('true');
    expect(document.activeElement).toBe(find('.rca-Entry-twist'));
    expect(texts('.rca-Entry-number').slice(0, 2)).toEqual(['#6', '#3']);
    expect(texts('.rca-mod-within .rca-Entry-number')).toEqual(['#3', '#4', '#5']);
    click('.rca-Tab[data-tab="plan"]');
    click('.rca-Tab[data-tab="log"]');
    expect(host().querySelectorAll('.rca-mod-within')).toHaveLength(3);
    click('.rca-Entry-twist');
    expect(host().querySelectorAll('.rca-mod-within')).toHaveLength(0);
  });

  it('leads to the steps and cells that it names', () => {
    open();
    const links = [...host().querySelectorAll<HTMLElement>('.rca-Entry button')];
    expect(links.map(link => link.getAttribute('aria-label') ?? link.textContent)).toEqual([
      'step “Eq. (4)”',
      'finding: 3 entries',
      'Show step “Eq. (3)”',
      'failed: 2 entries',
      'Show step “Eq. (3)”',
      `cell 7, “words of ${CELL}”`,
      `cell 7, “words of ${CELL}”`
    ]);
    links[0].click();
    links[2].click();
    expect(actions.showStep.mock.calls).toEqual([['1.2'], ['1.1']]);
    links[5].click();
    expect(actions.reveal).toHaveBeenCalledWith([CELL]);
    links.forEach(link => expect(link.tagName).toBe('BUTTON'));
  });

  it('names cells that are gone, and steps that are out of the plan, without a link', () => {
    actions.placeOf.mockImplementation(() => null);
    open();
    expect(texts('.rca-Entry-text')[2]).toBe('run a cell that is gone');
    expect(texts('.rca-Entry-step')[0]).toBe('step 9');
    expect(host().querySelectorAll('.rca-Entry-text button')).toHaveLength(1);
    actions.placeOf.mockImplementation((cell: string) => ({
      number: 7,
      words: `words of ${cell}`
    }));
  });

  it('is searched entry by entry, by what is shown and by what stands there', () => {
    open();
    enter('.rca-Log-search', 'eq. (3) verified');
    expect(texts('.rca-Entry-number')).toEqual(['#5', '#4', '#3']);
    enter('.rca-Log-search', 'eq:3');
    expect(find('.rca-Log-count').textContent).toBe('3 of 6 entries');
    enter('.rca-Log-search', '');
    enter('.rca-Log-kind', 'observation');
    expect(texts('.rca-Entry-number')).toEqual(['#5', '#2']);
  });

  it('is searched as a session goes on without being read anew', () => {
    const made = block();
    made.log = Array.from({ length: 500 }, (_, n) => ({ ...made.log[n % 6], n: n + 1 }));
    const told = { kind: 'plan', block: made } as const;
    const live = { ...ABSENT, phase: 'attached', leader: true, status: 'running', told } as const;
    show(made, live);
    click('.rca-Tab[data-tab="log"]');
    enter('.rca-Log-search', 'verified');
    const reads = jest.spyOn(String.prototype, 'matchAll');
    show(made, { ...live, action: 'another', told: { kind: 'plan', block: { ...made } } });
    expect(reads.mock.calls.length).toBeLessThan(200);
    reads.mockRestore();
    enter('.rca-Log-search', '');
  });

  it('draws few of many lines', () => {
    const made = block();
    const [action, observation] = made.log;
    made.log = Array.from({ length: 10_000 }, (_, n) => ({
      ...(n % 2 ? observation : action),
      n: n + 1
    }));
    show(made, ABSENT);
    click('.rca-Tab[data-tab="log"]');
    expect(find('.rca-Log-count').textContent).toBe('10,000 entries');
    expect(host().querySelectorAll('.rca-Entry').length).toBeLessThan(60);
    expect(find('.rca-Entry').getAttribute('aria-setsize')).toBe('5000');
    find('.rca-Entry button').focus();
    press('Tab');
    expect(host().querySelectorAll('.rca-Entry').length).toBeLessThan(60);
  });
});
