import { Button, makeStyles, mergeClasses, Tooltip, type ButtonProps } from '@fluentui/react-components';
import { HEADER, ON_THE_BAR } from './header-colours.ts';

const useStyles = makeStyles({
  root: { ...ON_THE_BAR, width: HEADER.height, maxWidth: 'none' },
});

type HeaderButtonProps = ButtonProps & { label: string };

/** An icon button on the dark bar. */
export function HeaderButton({ label, className, ...rest }: HeaderButtonProps) {
  const styles = useStyles();
  return (
    <Tooltip content={label} relationship="label">
      <Button appearance="transparent" className={mergeClasses(styles.root, className)} {...rest} />
    </Tooltip>
  );
}
