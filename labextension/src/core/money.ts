/** US dollars, as the kernel counts them. */
export const money = (dollars: number): string =>
  dollars === 0 ? '$0' : `$${dollars.toFixed(dollars < 0.1 ? 4 : 2)}`;
