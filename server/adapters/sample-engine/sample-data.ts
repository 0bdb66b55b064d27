/** A small shop of about 10 MB, the same on every machine: what a fresh installation has to protect. */
import type { PGlite } from '@electric-sql/pglite';
import { openCluster, prepareCluster, type Recipe } from '../embedded-cluster.ts';

export const SAMPLE_DATABASE = 'postgres';

/** Opens it; one that is not there is made. */
export async function openSample(folder: string): Promise<PGlite> {
  const pglite = await openCluster(folder, recipe());
  await fillSample(pglite);
  return pglite;
}

/** Prepares what a new sample is copied from. */
export const prepareSample = (): Promise<void> => prepareCluster(recipe(), fillSample);

const recipe = (): Recipe => ({ name: 'sample', text: SHOP });

/** Writes the shop, once. */
async function fillSample(pglite: PGlite): Promise<void> {
  const { rows } = await pglite.query(`SELECT 1 FROM pg_class WHERE relname = 'order_items'`);
  if (rows.length === 0) await pglite.transaction((tx) => tx.exec(SHOP));
}

const SHOP = `
CREATE ROLE shop_owner NOLOGIN;
CREATE ROLE shop_reader LOGIN CONNECTION LIMIT 20;

CREATE TABLE customers (
  id integer PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL UNIQUE,
  city text NOT NULL,
  joined date NOT NULL
);
CREATE TABLE products (
  id integer PRIMARY KEY,
  name text NOT NULL,
  category text NOT NULL,
  price numeric(10, 2) NOT NULL CHECK (price > 0)
);
CREATE SEQUENCE order_numbers START 1000;
CREATE TABLE orders (
  id integer PRIMARY KEY DEFAULT nextval('order_numbers'),
  customer_id integer NOT NULL REFERENCES customers,
  ordered timestamptz NOT NULL,
  status text NOT NULL
);
CREATE TABLE order_items (
  order_id integer NOT NULL REFERENCES orders,
  line smallint NOT NULL,
  product_id integer NOT NULL REFERENCES products,
  quantity smallint NOT NULL,
  price numeric(10, 2) NOT NULL,
  PRIMARY KEY (order_id, line)
);
CREATE INDEX orders_by_customer ON orders (customer_id, ordered);
CREATE VIEW revenue_by_month AS
  SELECT date_trunc('month', ordered) AS month, sum(quantity * price) AS revenue
  FROM orders JOIN order_items ON order_id = id
  GROUP BY 1;

INSERT INTO customers
SELECT i, 'Customer ' || i, 'customer' || i || '@contoso.example',
  (ARRAY['Amsterdam', 'Berlin', 'Dublin', 'Lisbon', 'Oslo', 'Prague', 'Vienna'])[1 + i * 31 % 7],
  date '2019-01-01' + i * 17 % 2400
FROM generate_series(1, 8000) AS i;

INSERT INTO products
SELECT i, 'Product ' || i, (ARRAY['Books', 'Garden', 'Kitchen', 'Music', 'Toys'])[1 + i * 7 % 5], 1 + i * 37 % 9900 / 100.0
FROM generate_series(1, 800) AS i;

INSERT INTO orders (customer_id, ordered, status)
SELECT 1 + i * 7919 % 8000, timestamptz '2023-01-01 00:00Z' + i * interval '41 minutes',
  (ARRAY['delivered', 'delivered', 'delivered', 'returned', 'shipped'])[1 + i * 13 % 5]
FROM generate_series(1, 22000) AS i;

INSERT INTO order_items
SELECT o.id, line, 1 + (o.id * 17 + line * 101) % 800, 1 + (o.id + line) % 4, 1 + (o.id * 37 + line) % 9900 / 100.0
FROM orders AS o CROSS JOIN generate_series(1, 3) AS line;

GRANT SELECT ON customers, products, orders, order_items, revenue_by_month TO shop_reader;
`;
