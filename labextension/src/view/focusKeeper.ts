const CARD = '.rca-Card';
/** Where the focus belongs in the panel, best first: what waits, else the plan, else the way to begin. */
const PLACES = [
  CARD,
  '[role="treeitem"][tabindex="0"]',
  '[role="tab"][tabindex="0"]',
  '.rca-Start input',
  '.rca-Panel-empty button'
];

/** Give the focus to where it belongs in the panel. */
export function focusPanel(panel: HTMLElement): HTMLElement | null {
  const found = PLACES.map(place => panel.querySelector<HTMLElement>(place));
  const place = found.find(element => element !== null) ?? null;
  // The panel itself is the last place: a user who is there goes on from there.
  (place ?? panel).focus();
  return place;
}

/**
 * Keep the focus in the panel when the control that had it goes: a user of the keyboard who approves, edits
 * or stops would begin anew at the top of the page. A focus that is elsewhere is never taken.
 * Returns how to let go of a panel that goes.
 */
export function keepFocus(panel: HTMLElement): () => void {
  let within = false;
  let parked: HTMLElement | null = null;
  const forgetMenus = takeBack(panel);
  panel.addEventListener('focusin', ({ target }) => {
    within = true;
    parked = target === parked ? parked : null;
  });
  panel.addEventListener('focusout', ({ target, relatedTarget }) => {
    // Out of a control that stays the user went; out of one that goes nobody did.
    setTimeout(() => {
      if (!panel.contains(document.activeElement) && stays(target as HTMLElement)) {
        within = relatedTarget !== null && panel.contains(relatedTarget as Node);
      }
    });
  });
  const changes = new MutationObserver(() => {
    const card = panel.querySelector<HTMLElement>(CARD);
    if (within && isNowhere()) {
      parked = focusPanel(panel);
    } else if (card && parked !== null && parked === document.activeElement) {
      // Who has just decided and stayed goes on with what waits next.
      card.focus();
    }
  });
  changes.observe(panel, { childList: true, subtree: true });
  return () => {
    changes.disconnect();
    forgetMenus();
  };
}

/** A menu that was opened from the panel gives the focus back when it goes and nothing else takes it. */
function takeBack(panel: HTMLElement): () => void {
  let from: HTMLElement | null = null;
  panel.addEventListener('focusout', ({ target, relatedTarget }) => {
    from = isOfMenu(relatedTarget) ? (target as HTMLElement) : from;
  });
  const onFocus = ({ target }: FocusEvent): void => {
    from = isOfMenu(target) ? from : null;
  };
  document.addEventListener('focusin', onFocus);
  const changes = new MutationObserver(() => {
    if (from && isNowhere()) {
      const back = from;
      from = null;
      if (back.isConnected) {
        back.focus();
      } else {
        focusPanel(panel);
      }
    }
  });
  changes.observe(document.body, { childList: true });
  return () => {
    changes.disconnect();
    document.removeEventListener('focusin', onFocus);
  };
}

const isOfMenu = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('.lm-Menu') !== null;

const isNowhere = (): boolean =>
  document.activeElement === null || document.activeElement === document.body;

const stays = (control: HTMLElement): boolean =>
  control.isConnected && !(control as HTMLButtonElement).disabled;
