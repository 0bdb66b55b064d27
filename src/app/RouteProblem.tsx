import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { isRouteErrorResponse, useRouteError } from 'react-router';
import { paths } from '#paths';
import { PageFrame } from '#ui/page/PageFrame.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { NotFound } from './NotFound.tsx';

const useStyles = makeStyles({
  body: { padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalXL}` },
  ways: {
    display: 'flex',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalL,
    marginBlockStart: tokens.spacingVerticalL,
  },
});

/** Shown when a page breaks: what happened, and ways on. */
export function RouteProblem() {
  const styles = useStyles();
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFound />;
  const isNotLoaded = isMissingCode(error);
  return (
    <PageFrame breadcrumb={[{ label: 'Home', to: paths.home() }]} title="This page could not be shown">
      <div className={styles.body}>
        <ProblemBar
          error={isNotLoaded ? NOT_LOADED : error}
          title={isNotLoaded ? 'A part of the page could not be loaded' : 'Something went wrong in the page itself'}
        />
        <div className={styles.ways}>
          <Button
            appearance="primary"
            onClick={() => {
              location.reload();
            }}
          >
            Reload the page
          </Button>
          <RouteLink to={paths.home()}>Go to Home</RouteLink>
        </div>
      </div>
    </PageFrame>
  );
}

const NOT_LOADED = {
  message: 'The connection was lost, or a new version of the page was put in place.',
  recommendedAction: ['Check your connection, and reload the page. What you chose in the wizard is kept in this tab.'],
};

/** What browsers throw when a module of the page cannot be loaded: each has its own words for it. */
const isMissingCode = (error: unknown): boolean =>
  error instanceof TypeError && /dynamically imported module|module script failed|error loading/i.test(error.message);
