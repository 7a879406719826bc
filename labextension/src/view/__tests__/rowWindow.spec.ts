import { RowWindow } from '../rowWindow';

/** Rows of one height in a list, as the browser would lay them out and tell of their sizes. */
class Stage {
  height = 20;
  asked = 0;
  readonly observed = new Set<Element>();
  tell: () => void = () => undefined;
  readonly window = new RowWindow(20);
  readonly keys = ['a', 'b'];

  constructor() {
    const { observed } = this;
    const take = (tell: () => void): void => {
      this.tell = tell;
    };
    globalThis.ResizeObserver = class {
      constructor(callback: ResizeObserverCallback) {
        take(() => callback([], this));
      }
      observe(item: Element): void {
        observed.add(item);
      }
      unobserve(item: Element): void {
        observed.delete(item);
      }
      disconnect(): void {
        observed.clear();
      }
    };
    document.body.innerHTML = '<div><ul><li data-row="0">a</li><li data-row="1">b</li></ul></div>';
    this.rows.forEach(row => this.measures(row));
  }

  get rows(): HTMLElement[] {
    return [...document.querySelectorAll<HTMLElement>('li')];
  }

  measures(row: HTMLElement): void {
    Object.defineProperty(row, 'offsetHeight', {
      get: () => {
        this.asked += 1;
        return this.height;
      }
    });
  }

  attach(): () => void {
    const detach = this.window.attach(
      document.querySelector('ul')!,
      document.querySelector('div')!
    );
    this.draw();
    return detach;
  }

  draw(): number {
    for (let again = 0; again < 3; again += 1) {
      this.window.layout(this.keys, -1);
      this.window.settle(this.keys);
    }
    return this.window.layout(this.keys, -1).height;
  }
}

afterEach(() => Reflect.deleteProperty(globalThis, 'ResizeObserver'));

it('asks the page for no layout where a drawing changed nothing', () => {
  const stage = new Stage();
  stage.attach();
  stage.asked = 0;
  expect(stage.draw()).toBe(40);
  expect(stage.asked).toBe(0);
  stage.rows[0].textContent = 'longer';
  stage.height = 30;
  expect(stage.draw()).toBe(60);
});

it('measures anew what a larger font made higher, though nothing of the page was changed', () => {
  const stage = new Stage();
  stage.attach();
  stage.height = 40;
  stage.tell();
  expect(stage.draw()).toBe(80);
});

it('lets go of rows that are gone and of all when the list goes', () => {
  const stage = new Stage();
  const detach = stage.attach();
  expect(stage.rows.every(row => stage.observed.has(row))).toBe(true);
  const [first] = stage.rows;
  first.remove();
  stage.draw();
  expect(stage.observed.has(first)).toBe(false);
  detach();
  expect(stage.observed.size).toBe(0);
});
