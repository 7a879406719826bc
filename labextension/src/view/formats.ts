import type { IWords } from './wording';

/** Numbers, money and times as they are written in JupyterLab's language. */
export interface IFormats {
  number: (value: number) => string;
  /** US dollars, as the kernel counts them. */
  money: (dollars: number) => string;
  /** The time of a day. */
  time: (date: Date) => string;
  /** A day and its time. */
  moment: (date: Date) => string;
  /** Facts beside each other, each complete in itself. */
  list: (facts: readonly string[]) => string;
}

// Made once for each language: to make one takes longer than to draw a line of the log.
const known = new Map<string, IFormats>();

export function formats({ language }: IWords): IFormats {
  const found = known.get(language) ?? make(supported(language));
  known.set(language, found);
  return found;
}

/** What a browser does not know as a language is written as in English. */
function supported(language: string): string {
  try {
    return Intl.getCanonicalLocales(language.replace('_', '-'))[0] ?? 'en';
  } catch {
    return 'en';
  }
}

function make(locale: string): IFormats {
  const clock = { timeStyle: 'medium', hourCycle: 'h23' } as const;
  const dollars = (digits: number): Intl.NumberFormat =>
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency: 'USD',
      currencyDisplay: 'narrowSymbol',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits
    });
  const [none, coarse, fine] = [dollars(0), dollars(2), dollars(4)];
  const number = new Intl.NumberFormat(locale);
  const time = new Intl.DateTimeFormat(locale, clock);
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', ...clock });
  const list = new Intl.ListFormat(locale, { type: 'unit', style: 'short' });
  return {
    number: value => number.format(value),
    money: value => (value === 0 ? none : value < 0.1 ? fine : coarse).format(value),
    time: date => time.format(date),
    moment: date => moment.format(date),
    list: facts => list.format(facts)
  };
}
