import { fixture } from '../../core/__tests__/fixture';
import type { IBlock } from '../../core/block';
import type { ILiveState } from '../../core/liveState';
import { ABSENT } from '../../core/liveState';
import { click, find, host, settled, show } from './harness';

const MARKUP =
  '<img src="https://evil.example/a.png" onerror="window.hit = 1"><script>window.hit = 1</script>' +
  '![x](https://evil.example/b.png) [l](javascript:alert(1)) **bold**';
const ESCAPES = '\u001b[31mred\u001b[0m \u202egnp.exe\u2066 \u001b]0;title\u0007 \u009b1mbold';
const HOSTILE = `${MARKUP} ${ESCAPES}`;
const SHOWN = `${MARKUP} red gnp.exe  bold`;

/** Hostile text wherever a block can hold text of a paper, a model or an output. */
function hostile(): IBlock {
  const block = fixture();
  const [requirement] = block.contract;
  Object.assign(block.paper, { title: HOSTILE, target: HOSTILE });
  block.plan.goal = HOSTILE;
  Object.assign(block.plan.steps[2], { title: HOSTILE, note: HOSTILE, goal: HOSTILE });
  Object.assign(requirement, { title: HOSTILE, quote: HOSTILE, note: HOSTILE });
  block.contract.push({ ...requirement, id: 'a', kind: 'algorithm', cells: [] });
  block.contract.push({ ...requirement, id: 's', kind: 'statement', support: 'unresolved' });
  Object.assign(block.log[0], { text: HOSTILE, step: HOSTILE, time: HOSTILE });
  Object.assign(block.sessions[0], {
    engine: HOSTILE,
    reason: HOSTILE,
    message: HOSTILE,
    started: HOSTILE
  });
  return block;
}

const live: ILiveState = {
  ...ABSENT,
  phase: 'attached',
  leader: true,
  status: 'running',
  action: HOSTILE,
  notice: HOSTILE
};

function expectOnlyText(): void {
  const panel = host();
  expect(panel.querySelectorAll('img, script, a, iframe, strong, style')).toHaveLength(0);
  expect('hit' in window).toBe(false);
  const said = [
    panel.textContent,
    ...[...panel.querySelectorAll('[title], [aria-label]')].map(
      element => `${element.getAttribute('title')}${element.getAttribute('aria-label')}`
    )
  ].join('\n');
  // eslint-disable-next-line no-control-regex
  expect(said).not.toMatch(/[\u001b\u0007\u009b\u202a-\u202e\u2066-\u2069]/);
}

describe.each([
  ['saved', ABSENT],
  ['live', live]
])('hostile text, %s', (_, state) => {
  it.each([
    ['plan', '[data-step="1.2"] .rca-Step-title'],
    ['contract', '[data-requirement="a"] .rca-Tex'],
    ['log', '.rca-Entry[data-n="1"] .rca-Entry-text'],
    ['cost', '.rca-Session-reason']
  ])('is text in the tab %s', (tab, selector) => {
    show(hostile(), state);
    click(`[data-tab="${tab}"]`);
    expect(find(selector).textContent).toBe(SHOWN);
    expectOnlyText();
  });
});

it('is not given to a typesetter unless it is mathematics', async () => {
  const typeset = jest.fn();
  show(hostile(), ABSENT, { typeset });
  click('[data-tab="contract"]');
  await settled();
  expect(find('[data-requirement="eq:3"] .rca-Tex').textContent).toBe(SHOWN);
  expectOnlyText();
  typeset.mock.calls.forEach(([element]: [HTMLElement]) =>
    expect(element.childElementCount).toBe(0)
  );
});
