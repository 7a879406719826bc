import type { IBlock, IRequirement } from '../../core/block';
import { fixture } from '../../core/__tests__/fixture';
import { actions, click, find, host, settled, show, texts } from './harness';
import { ABSENT } from '../../core/liveState';

const tab = (name: string): string => `.rca-Tab[data-tab="${name}"]`;

describe('the contract', () => {
  const open = (block: IBlock = fixture()): void => {
    show(block);
    click(tab('contract'));
  };

  it('is grouped by standing, what needs help first', () => {
    open();
    expect(texts('.rca-Contract-group > h3')).toEqual(['unresolved', 'verified']);
    expect(find('.rca-Contract-count').textContent).toBe('1 of 2 verified');
    const [unresolved] = host().querySelectorAll<HTMLElement>('.rca-Requirement');
    expect(unresolved.dataset.requirement).toBe('text:3.4');
    expect(unresolved.textContent).toContain('prose only: it needs a model');
    // Its heading and one mark say so, and nothing else.
    expect(unresolved.textContent.match(/unresolved|open/gi)).toEqual(['unresolved']);
  });

  it('shows one standing when asked', () => {
    open();
    click('[data-standing="verified"]');
    expect(texts('.rca-Requirement-title')).toEqual(['Eq. (3)']);
    expect(find('[data-standing="verified"]').getAttribute('aria-pressed')).toBe('true');
    click('[data-standing=""]');
    expect(texts('.rca-Requirement-title')).toEqual(['Section 3.4', 'Eq. (3)']);
  });

  it('names the place of sentences once, and shows citations as a paper does', () => {
    const block = fixture();
    const [equation, sentence] = block.contract;
    const said = (id: string, quote: string, cells: string[] = []): IRequirement => ({
      ...sentence,
      id,
      title: `3.2: ${quote.split(' ').slice(0, 3).join(' ')} …`,
      quote,
      cells
    });
    block.contract = [
      said('s1', 'It is decoupled [@loshchilov2019adamw; -@b:c].'),
      said('s2', 'The constant is added last.', ['rca-111111111111']),
      { ...said('s3', 'Another place says more.'), title: 'Set-up: Another place says …' },
      { ...equation, title: 'Eq. (3) [@a]' }
    ];
    open(block);
    expect(texts('.rca-Contract-place > h4')).toEqual(['Section 3.2', 'Set-up']);
    expect(texts('.rca-mod-within .rca-Requirement-quote')).toEqual([
      'It is decoupled [loshchilov2019adamw; b:c].',
      'The constant is added last.',
      'Another place says more.'
    ]);
    expect(texts('.rca-Requirement-title')).toEqual(['Show the cell', 'Eq. (3) [a]']);
    click('.rca-mod-within button');
    expect(actions.reveal).toHaveBeenCalledWith(['rca-111111111111']);
  });

  it('leads to the cells', () => {
    open();
    click('button.rca-Requirement-title');
    expect(actions.reveal).toHaveBeenCalledWith(['rca-111111111111']);
    expect(host().querySelectorAll('button.rca-Requirement-title')).toHaveLength(1);
  });

  it('shows TeX as text without a typesetter, and gives one only text', async () => {
    open();
    expect(find('.rca-Tex').textContent).toBe(fixture().contract[0].quote);
    const seen: string[] = [];
    const typeset = (element: HTMLElement): void => {
      expect(element.childElementCount).toBe(0);
      seen.push(element.textContent);
    };
    const block = fixture();
    block.contract[1].quote = 'With $x < 1$, <img src=x> costs $5.';
    show(block, ABSENT, { typeset });
    await settled();
    expect(seen).toEqual(['\\(x < 1\\)', `\\[${fixture().contract[0].quote}\\]`]);
    expect(host().querySelector('img')).toBeNull();
  });

  it('sets a formula once, however often it is shown', async () => {
    const typeset = jest.fn((element: HTMLElement): Promise<void> => {
      element.replaceChildren(document.createElement('mjx-container'));
      return Promise.resolve();
    });
    const block = fixture();
    block.contract[0].quote = 'E = m c^2';
    for (let n = 0; n < 2; n += 1) {
      show(block, ABSENT, { typeset });
      click(tab('contract'));
      await settled();
      expect(find('.rca-Formula').childElementCount).toBe(1);
      click(tab('plan'));
    }
    expect(typeset).toHaveBeenCalledTimes(1);
  });

  it('leaves what is out of sight by now to another time', async () => {
    let begin: () => void = () => undefined;
    const begun = new Promise<void>(resolve => (begin = resolve));
    const typeset = jest.fn(() => begun);
    const block = fixture();
    block.contract[1].quote = 'With $x < 1$.';
    show(block, ABSENT, { typeset });
    click(tab('contract'));
    expect(typeset).toHaveBeenCalledTimes(1);
    click(tab('plan'));
    begin();
    await settled();
    expect(typeset).toHaveBeenCalledTimes(1);
  });

  it('draws few of many requirements, with their place in their group', () => {
    const block = fixture();
    const [known] = block.contract;
    block.contract = Array.from({ length: 1000 }, (_, n) => ({ ...known, id: `eq:${n + 1}` }));
    open(block);
    expect(host().querySelectorAll('.rca-Requirement').length).toBeLessThan(60);
    expect(find('.rca-Requirement').getAttribute('aria-setsize')).toBe('1000');
    expect(find('.rca-Requirement').getAttribute('aria-posinset')).toBe('1');
  });
});
