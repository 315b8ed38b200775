/** Data as it is, in lines that break where they must. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  return (
    <figure
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard.
      tabIndex={0}
      aria-label={label}
      className="max-h-96 overflow-auto rounded-xl bg-sunken p-3"
    >
      <pre className="font-mono text-[0.8125rem] leading-relaxed whitespace-pre-wrap [overflow-wrap:anywhere]">
        {typeof value === "string" ? value : JSON.stringify(value, null, 2)}
      </pre>
    </figure>
  );
}
