import { focusPanel, keepFocus } from '../focusKeeper';

const TREE = '<ul role="tree"><li role="treeitem" tabindex="0">a step</li></ul>';
const CARD = '<section class="rca-Card" tabindex="-1"><button>Approve</button></section>';

let panel: HTMLElement;
let elsewhere: HTMLElement;
beforeEach(() => {
  jest.useFakeTimers();
  document.body.innerHTML = `<input><div id="panel">${CARD}${TREE}</div>`;
  panel = document.getElementById('panel')!;
  elsewhere = document.querySelector('input')!;
  keepFocus(panel);
});
afterEach(() => jest.useRealTimers());

const has = (selector: string): HTMLElement => panel.querySelector<HTMLElement>(selector)!;
/** What observers and timers are told of a change. */
const changed = async (): Promise<void> => {
  await Promise.resolve();
  jest.runAllTimers();
};

describe('the focus of a user of the keyboard', () => {
  it('goes to the plan when what had it goes, and on to what waits next', async () => {
    has('button').focus();
    has('.rca-Card').remove();
    await changed();
    expect(document.activeElement).toBe(has('li'));
    panel.insertAdjacentHTML('afterbegin', CARD);
    await changed();
    expect(document.activeElement).toBe(has('.rca-Card'));
  });

  it('goes on also where the button was switched off before it went', async () => {
    has('button').focus();
    (has('button') as HTMLButtonElement).disabled = true;
    has('button').blur();
    await changed();
    has('.rca-Card').remove();
    await changed();
    expect(document.activeElement).toBe(has('li'));
  });

  it('is not taken from where the user went', async () => {
    has('button').focus();
    elsewhere.focus();
    await changed();
    has('.rca-Card').remove();
    await changed();
    expect(document.activeElement).toBe(elsewhere);
    elsewhere.blur();
    panel.insertAdjacentHTML('afterbegin', CARD);
    await changed();
    expect(document.activeElement).toBe(document.body);
  });

  it('stays on a step that the user chose when something comes to wait', async () => {
    has('.rca-Card').remove();
    has('li').focus();
    panel.insertAdjacentHTML('afterbegin', CARD);
    await changed();
    expect(document.activeElement).toBe(has('li'));
  });

  it('comes back from a menu that was left, and not from one whose command took it', async () => {
    const menu = document.body.appendChild(document.createElement('ul'));
    menu.className = 'lm-Menu';
    menu.tabIndex = -1;
    has('li').focus();
    menu.focus();
    menu.remove();
    await changed();
    expect(document.activeElement).toBe(has('li'));
    document.body.append(menu);
    menu.focus();
    elsewhere.focus();
    elsewhere.blur();
    menu.remove();
    await changed();
    expect(document.activeElement).toBe(document.body);
  });

  it('finds the panel where there is nothing else to go to', () => {
    panel.innerHTML = '<p>Nothing waits for you.</p>';
    panel.tabIndex = -1;
    focusPanel(panel);
    expect(document.activeElement).toBe(panel);
  });
});
