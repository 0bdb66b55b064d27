import { Button, Label, makeStyles, mergeClasses, tokens, Tooltip, type LabelProps } from '@fluentui/react-components';
import { InfoRegular } from '@fluentui/react-icons/svg/info';
import { useState } from 'react';

const useStyles = makeStyles({
  root: { display: 'inline-flex', alignItems: 'flex-start' },
  // As high as the label beside it; the button's own padding would make the row taller.
  button: { height: tokens.lineHeightBase300, padding: '0', minWidth: '24px', maxWidth: '24px' },
});

/**
 * A field's label with an (i) that explains it: `<Field label={labelWithTip('Vault tier', '…')}>`. A tooltip does the
 * job of the popover of Fluent's InfoLabel with a tenth of the code.
 */
export const labelWithTip = (label: string, tip: string) => ({
  // Fluent's way to render something else in place of a Field's Label.
  children: (_: unknown, props: LabelProps) => <TippedLabel label={label} tip={tip} labelProps={props} />,
});

function TippedLabel({ label, tip, labelProps }: { label: string; tip: string; labelProps: LabelProps }) {
  const styles = useStyles();
  const { className, ...rest } = labelProps;
  return (
    // Field lays out its label by this class, and here the span is what it lays out.
    <span className={mergeClasses(styles.root, className)}>
      <Label {...rest}>{label}</Label>
      <InfoTip label={label} tip={tip} />
    </span>
  );
}

/** The (i) alone, for something that is not a field: a heading, a row. `label` is what it explains. */
export function InfoTip({ label, tip }: { label: string; tip: string }) {
  const styles = useStyles();
  const [isShown, setShown] = useState(false);
  return (
    <Tooltip
      content={tip}
      relationship="description"
      visible={isShown}
      onVisibleChange={(_, { visible }) => {
        setShown(visible);
      }}
    >
      <Button
        appearance="transparent"
        size="small"
        className={styles.button}
        icon={<InfoRegular fontSize={16} />}
        aria-label={`About ${label}`}
        // On touch screens a press shows it.
        onClick={() => {
          setShown(true);
        }}
      />
    </Tooltip>
  );
}
