import { makeStyles, tokens } from '@fluentui/react-components';
import { memo, useId, useMemo } from 'react';
import { heldOverTime, type RetentionPreview } from './retention-preview.ts';
import { ruleColor } from './rule-look.ts';
import type { TimeAxis } from './time-axis.ts';

// Units of the drawing, which is stretched to its area.
const WIDTH = 1000;
const HEIGHT = 100;
const STEPS = 500;

const useStyles = makeStyles({
  // The height of the chart; the number above it is in the same row.
  root: { display: 'block', width: '100%', height: '72px', overflow: 'visible' },
  ahead: { opacity: 0.3 },
  area: { stroke: tokens.colorNeutralBackground1, strokeWidth: '1px' },
});

interface HeldChartProps {
  preview: RetentionPreview;
  axis: TimeAxis;
  /** The chosen date's place on the axis, 0 to 1. */
  place: number;
}

/** The number of recovery points over time, one layer for each rule; the part after the chosen date is paler. */
export function HeldChart({ preview, axis, place }: HeldChartProps) {
  const styles = useStyles();
  const clipId = useId();
  const layers = useMemo(() => areas(preview, axis), [preview, axis]);
  return (
    <svg
      className={styles.root}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <clipPath id={clipId}>
        <rect width={WIDTH * place} height={HEIGHT} />
      </clipPath>
      <g className={styles.ahead}>
        <Layers layers={layers} />
      </g>
      <g clipPath={`url(#${clipId})`}>
        <Layers layers={layers} />
      </g>
    </svg>
  );
}

interface Layer {
  rule: string;
  path: string;
}

const Layers = memo(function Layers({ layers }: { layers: readonly Layer[] }) {
  const styles = useStyles();
  return layers.map(({ rule, path }) => (
    <path key={rule} className={styles.area} d={path} fill={ruleColor(rule)} vectorEffect="non-scaling-stroke" />
  ));
});

/** The layers, with the rule that keeps longest at the bottom: it grows steadily, and the others are on top. */
function areas(preview: RetentionPreview, axis: TimeAxis): Layer[] {
  const counts = heldOverTime(preview, axis.from, axis.to, STEPS);
  const heights: number[] = Array.from({ length: STEPS + 1 }, () => 0);
  const tops = counts.map((ofRule) =>
    ofRule.map((count, step) => {
      heights[step] = (heights[step] ?? 0) + count;
      return heights[step];
    }),
  );
  const most = Math.max(1, ...heights);
  const at = (count: number, step: number): string =>
    `${round((step / STEPS) * WIDTH)} ${round(HEIGHT - (count / most) * HEIGHT)}`;
  return preview.rules.map(({ name }, layer) => {
    const upper = tops[layer] ?? [];
    const lower = tops[layer - 1] ?? upper.map(() => 0);
    const outline = [...upper.map(at), ...lower.map(at).reverse()];
    return { rule: name, path: `M${outline.join('L')}Z` };
  });
}

const round = (value: number): number => Math.round(value * 10) / 10;
