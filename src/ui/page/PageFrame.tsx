import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { useEffect, useRef, type ReactNode } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { RouteLink } from './RouteLink.tsx';

export interface Crumb {
  label: string;
  to: string;
}

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', flexGrow: 1, minHeight: 0, minWidth: 0 },
  head: { paddingInline: tokens.spacingHorizontalXL, flexShrink: 0 },
  crumbs: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalXS,
    listStyleType: 'none',
    margin: '0',
    padding: `${tokens.spacingVerticalS} 0 0`,
  },
  crumb: { display: 'flex', alignItems: 'center', columnGap: tokens.spacingHorizontalXS },
  chevron: { fontSize: tokens.fontSizeBase200, color: tokens.colorNeutralForeground3 },
  titleRow: {
    display: 'flex',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalM,
    paddingBlock: `${tokens.spacingVerticalS} ${tokens.spacingVerticalXXS}`,
  },
  title: {
    margin: '0',
    fontSize: tokens.fontSizeBase600,
    lineHeight: tokens.lineHeightBase600,
    fontWeight: tokens.fontWeightSemibold,
    overflowWrap: 'anywhere',
    // It takes the focus after a change of page, so that a screen reader reads the title; no outline is needed.
    outlineStyle: 'none',
  },
  close: { marginInlineStart: 'auto', flexShrink: 0 },
  subtitle: {
    display: 'block',
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    color: tokens.colorNeutralForeground3,
    marginBlockEnd: tokens.spacingVerticalXS,
  },
});

export interface PageFrameProps {
  breadcrumb: readonly Crumb[];
  /** The h1, and the name of the browser tab. */
  title: string;
  subtitle?: string;
  /** The `…` menu beside the title. */
  titleMenu?: ReactNode;
  /** The target of the X. */
  closeTo?: string;
  children: ReactNode;
}

/** The top of a page over its content, such as a wizard. */
export function PageFrame({ breadcrumb, title, subtitle, titleMenu, closeTo, children }: PageFrameProps) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      <title>{`${title} - Backup Portal`}</title>
      <div className={styles.head}>
        {breadcrumb.length > 0 && <Breadcrumb crumbs={breadcrumb} />}
        <div className={styles.titleRow}>
          <Title>{title}</Title>
          {titleMenu}
          {closeTo !== undefined && <CloseButton to={closeTo} />}
        </div>
        {subtitle !== undefined && <span className={styles.subtitle}>{subtitle}</span>}
      </div>
      {children}
    </div>
  );
}

function Breadcrumb({ crumbs }: { crumbs: readonly Crumb[] }) {
  const styles = useStyles();
  return (
    <nav aria-label="Breadcrumb">
      <ol className={styles.crumbs}>
        {crumbs.map((crumb) => (
          <li key={crumb.to} className={styles.crumb}>
            <RouteLink to={crumb.to}>{crumb.label}</RouteLink>
            <ChevronRightRegular className={styles.chevron} aria-hidden="true" />
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Title({ children }: { children: string }) {
  const styles = useStyles();
  const ref = useRef<HTMLHeadingElement>(null);
  const isFirstPage = useLocation().key === 'default';
  useEffect(() => {
    // The browser itself announces the first page of a visit. A pane that the address opened keeps its focus.
    if (!isFirstPage && !document.activeElement?.closest('[role="dialog"]')) ref.current?.focus();
    // Once for each page, whatever changes in its address afterwards.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return (
    <h1 ref={ref} tabIndex={-1} className={styles.title}>
      {children}
    </h1>
  );
}

function CloseButton({ to }: { to: string }) {
  const styles = useStyles();
  const navigate = useNavigate();
  return (
    <Button
      appearance="subtle"
      className={styles.close}
      icon={<DismissRegular />}
      aria-label="Close"
      onClick={() => void navigate(to)}
    />
  );
}
