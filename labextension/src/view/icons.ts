import { LabIcon } from '@jupyterlab/ui-components';

/** A tree of steps, one of them done. */
export const planIcon = new LabIcon({
  name: 'rca:plan',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <g class="jp-icon3" fill="#616161">
    <path d="M3 3h8v5H8v3h5V9h8v5h-8v-1.5H8V18h5v-2h8v5h-8v-1.5H6.5V8H3z"/>
  </g>
</svg>`
});

/** Run again after an error. */
export const rerunIcon = new LabIcon({
  name: 'rca:rerun',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">
  <path class="jp-icon-warn0" fill="#F57C00" d="M12 5V1.5L7 6.5l5 5V7a5.5 5.5 0 1 1-5.5 5.5h-2A7.5 7.5 0 1 0 12 5zm-1 4.5h2V14h-2zm0 5.5h2v2h-2z"/>
</svg>`
});
