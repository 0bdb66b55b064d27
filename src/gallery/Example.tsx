import { makeStyles, tokens } from '@fluentui/react-components';
import { createContext, use, useState, type ReactNode } from 'react';
import { createMemoryRouter, RouterProvider } from 'react-router';

const useStyles = makeStyles({
  root: { margin: `0 0 ${tokens.spacingVerticalXL}` },
  state: {
    marginBlockEnd: tokens.spacingVerticalS,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    color: tokens.colorNeutralForeground3,
  },
});

interface ExampleProps {
  /** What is to be seen, such as `without rows`. */
  state: string;
  /** The address of the page that the piece believes to stand on. */
  at?: string;
  /** It covers the page: the piece is a button that opens it. The name is that of its picture. */
  opens?: string;
  children: ReactNode;
}

/** One piece in one state, with an address of its own. */
export function Example({ state, at = '/', opens, children }: ExampleProps) {
  const styles = useStyles();
  const [router] = useState(() => createMemoryRouter([{ path: '*', element: <Content /> }], { initialEntries: [at] }));
  return (
    <div className={styles.root} data-opens={opens}>
      <div className={styles.state} data-said>
        {state}
      </div>
      <ContentContext value={children}>
        <RouterProvider router={router} />
      </ContentContext>
    </div>
  );
}

/** The router keeps the element of its route; what is shown comes past it, so that it can change. */
const ContentContext = createContext<ReactNode>(null);
const Content = () => use(ContentContext);
