/** Our own logo: a vault's door with its record inside. `public/favicon.svg` is the same drawing. */
export function Logo({ size }: { size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect x="2" y="3" width="28" height="25" rx="5" fill="#2a82d2" />
      <path d="M7 28h4v2H7zM21 28h4v2h-4z" fill="#2a82d2" />
      <circle cx="16" cy="15.5" r="8" fill="none" stroke="#fff" strokeWidth="2" />
      <path
        d="M16 10.5v10M12.5 17l3.5 3.5 3.5-3.5"
        fill="none"
        stroke="#fff"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
