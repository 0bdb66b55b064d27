/** Whether the server of this container lives: its HEALTHCHECK. It does not ask who ends TLS. */
const { PORT = '5080', TLS_CERT } = process.env;
if (TLS_CERT) process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
try {
  const { ok } = await fetch(`${TLS_CERT ? 'https' : 'http'}://127.0.0.1:${PORT}/healthz`, {
    signal: AbortSignal.timeout(4000),
  });
  process.exit(ok ? 0 : 1);
} catch (error) {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
}
