/**
 * The walls: who may import whom (the table in README.md, "Who may import whom", written as code).
 * A test may also reach for the provider inside its process and for the test libraries.
 */
const test = '\\.test\\.tsx?$|^src/testing/';
const source = { pathNot: test };

/** Modules of `from` may import only what `allowed` matches, inside this repository. */
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from, ...source },
  to: { path: '^(protocol|src|server|mocks|e2e|bench|setup)/', pathNot: allowed },
});

export default {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },

    only('protocol-imports-nothing', '^protocol/', '^protocol/'),
    only('arm-knows-only-protocol', '^src/arm/', '^(src/arm|protocol)/'),
    only('resources-speak-arm', '^src/resources/', '^(src/resources|src/arm|protocol)/'),
    only('ui-fetches-nothing', '^src/ui/', '^(src/ui|protocol)/'),
    only(
      'features-build-on-resources-and-ui',
      '^src/features/',
      '^(src/features|src/resources|src/ui|protocol)/|^src/paths\\.ts$|^src/arm/error\\.ts$',
    ),
    {
      name: 'features-are-strangers',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/', ...source },
      to: { path: '^src/features/', pathNot: '^src/features/$1/' },
    },
    only('app-stays-in-the-page', '^src/app/', '^(src|protocol)/'),
    only('gallery-shows-ui', '^src/gallery/', '^(src/gallery|src/ui|protocol)/|^src/app/(theme/|page\\.css$)'),
    {
      name: 'gallery-is-no-part-of-the-page',
      severity: 'error',
      from: { pathNot: '^src/gallery/' },
      to: { path: '^src/gallery/' },
    },
    only('main-starts-app-or-mocks', '^src/main\\.tsx$', '^(src/app|src/arm|protocol)/|^mocks/browser\\.ts$'),
    only('templates-know-no-product', '^server/templates/', '^(server/templates|protocol)/'),
    {
      name: 'templates-have-one-door',
      severity: 'error',
      from: { pathNot: '^server/templates/' },
      to: { path: '^server/templates/', pathNot: '^server/templates/evaluation\\.ts$' },
    },
    only('provider-stands-alone', '^server/provider/', '^(server/(provider|templates)|protocol)/'),
    only('adapters-serve-the-provider', '^server/adapters/', '^(server/(adapters|provider|templates)|protocol)/'),
    only('host-puts-it-together', '^server/host/', '^(server|protocol)/'),
    only('mocks-host-the-provider', '^mocks/', '^(mocks|server/provider|protocol)/'),
    // The throwaway PostgreSQL is part of the test kit, not of the product.
    only('e2e-sees-only-the-page', '^e2e/', '^(e2e|protocol|server/testing)/'),

    // One mistake must not be on both sides of a comparison.
    only(
      'the-oracle-knows-no-rule',
      '^server/testing/soak/(oracle|calendar|journal)\\.ts$',
      '^server/testing/soak/(calendar|journal)\\.ts$',
    ),

    {
      // Tens of megabytes that a server without such a storage does not load.
      name: 'clients-of-object-services-load-late',
      severity: 'error',
      from: { pathNot: `^server/(adapters/stores/(s3|azure)-|testing/)|${test}` },
      to: {
        path: '(^|node_modules/)(@aws-sdk|@azure)/|^server/adapters/stores/(s3-(bucket|store)|azure-blob-(container|store))',
        dependencyTypesNot: ['dynamic-import', 'type-only'],
      },
    },
    {
      // The same holds for what collects traces.
      name: 'tracing-loads-late',
      severity: 'error',
      from: { pathNot: `^server/host/tracing/tracing\\.ts$|${test}` },
      to: {
        path: '(^|node_modules/)@opentelemetry/|^server/host/tracing/tracing\\.ts$',
        dependencyTypesNot: ['dynamic-import', 'type-only'],
      },
    },
    {
      name: 'provider-knows-no-node',
      severity: 'error',
      from: { path: '^(server/provider|server/templates|protocol|mocks)/', ...source },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'page-knows-no-node',
      severity: 'error',
      from: { path: '^src/', ...source },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'arm-knows-no-react',
      severity: 'error',
      from: { path: '^(src/arm|protocol|server)/', ...source },
      to: { path: '(^|node_modules/)(react|react-dom|react-router|@tanstack|@fluentui)(/|$)' },
    },
    {
      name: 'only-mocks-and-tests-know-msw',
      severity: 'error',
      from: { pathNot: `^mocks/|${test}` },
      to: { path: '(^|node_modules/)msw/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.d.ts'],
    },
  },
};
