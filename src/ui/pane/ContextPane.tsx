import {
  Button,
  DrawerBody,
  DrawerFooter,
  DrawerHeader,
  DrawerHeaderTitle,
  makeStyles,
  mergeClasses,
  OverlayDrawer,
  tokens,
} from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useFocusManager } from './useFocusManager.ts';

const useStyles = makeStyles({
  // The portal's three widths; never wider than the window.
  small: { width: 'min(315px, 100vw)' },
  medium: { width: 'min(585px, 100vw)' },
  large: { width: 'min(855px, 100vw)' },
  header: { padding: `${tokens.spacingVerticalXL} ${tokens.spacingHorizontalXXL} ${tokens.spacingVerticalS}` },
  title: { fontSize: tokens.fontSizeBase500, lineHeight: tokens.lineHeightBase500 },
  subtitle: { fontSize: tokens.fontSizeBase200, color: tokens.colorNeutralForeground3 },
  body: { padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalXXL} ${tokens.spacingVerticalXXL}` },
  filling: { display: 'flex', flexDirection: 'column', height: '100%' },
  footer: {
    minHeight: '64px', // the wizard's footer, and this one
    padding: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalXXL}`,
    columnGap: tokens.spacingHorizontalL,
    alignItems: 'center',
    borderTop: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    '& > button': { minWidth: '96px' }, // the portal's narrowest button
  },
});

interface ContextPaneProps {
  title: string;
  subtitle?: string;
  size?: 'small' | 'medium' | 'large';
  open: boolean;
  onClose: () => void;
  /** Buttons, the primary one first. */
  footer?: ReactNode;
  /** `fill`: a column as high as the pane, for a list that scrolls below the part above it. */
  layout?: 'flow' | 'fill';
  children: ReactNode;
}

/** A pane that slides in from the right, keeps the focus while it is open, and gives it back to what opened it. */
export function ContextPane(props: ContextPaneProps) {
  const { title, subtitle, size = 'medium', open, onClose, footer, layout = 'flow', children } = props;
  const styles = useStyles();
  const [wasOpened, setOpened] = useState(open);
  if (open && !wasOpened) setOpened(true);
  useFocusManager(open);
  // Fluent guards the focus of the whole page for a mounted drawer, even a closed one; that is not needed before.
  if (!wasOpened) return null;
  return (
    <OverlayDrawer
      position="end"
      open={open}
      onOpenChange={(_, change) => {
        if (!change.open) onClose();
      }}
      className={mergeClasses(styles[size])}
    >
      <DrawerHeader className={styles.header}>
        <DrawerHeaderTitle
          heading={{ className: styles.title }}
          action={<Button appearance="subtle" aria-label="Close" icon={<DismissRegular />} onClick={onClose} />}
        >
          {title}
        </DrawerHeaderTitle>
        {subtitle !== undefined && <span className={styles.subtitle}>{subtitle}</span>}
      </DrawerHeader>
      <DrawerBody className={styles.body}>
        <FirstFieldFocus className={layout === 'fill' ? styles.filling : ''}>{children}</FirstFieldFocus>
      </DrawerBody>
      {Boolean(footer) && <DrawerFooter className={styles.footer}>{footer}</DrawerFooter>}
    </OverlayDrawer>
  );
}

const FIELDS =
  'input:not([disabled]), select:not([disabled]), textarea:not([disabled]), button[role="combobox"]:not([disabled])';

/** Of radio buttons it is the chosen one, which Tab would reach as well. */
function firstField(pane: HTMLElement): HTMLElement | null {
  const first = pane.querySelector<HTMLElement>(FIELDS);
  if (!(first instanceof HTMLInputElement) || first.type !== 'radio') return first;
  const chosen = pane.querySelectorAll<HTMLInputElement>('input[type="radio"]:checked');
  return [...chosen].find(({ name }) => name === first.name) ?? first;
}

const isLoading = (pane: HTMLElement): boolean => pane.querySelector('[aria-busy="true"]') !== null;

/** Whether the focus is still where Fluent puts it, at the X. */
const isUntouched = (pane: HTMLElement): boolean =>
  [document.body, pane.closest('[role="dialog"]')?.querySelector('button')].includes(
    document.activeElement as HTMLElement,
  );

/** Fluent focuses the first button, which is the X; a person came for the first field, even if it has to load. */
function FirstFieldFocus({ className, children }: { className: string; children: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const pane = ref.current;
    if (!pane) return;
    const loading = new MutationObserver(() => {
      if (isLoading(pane)) return;
      loading.disconnect();
      if (isUntouched(pane)) firstField(pane)?.focus();
    });
    const timer = setTimeout(() => {
      firstField(pane)?.focus();
      if (isLoading(pane)) loading.observe(pane, { childList: true, subtree: true });
    });
    return () => {
      clearTimeout(timer);
      loading.disconnect();
    };
  }, []);
  return (
    <div ref={ref} className={className}>
      {children}
    </div>
  );
}
