/** Fields that the shop's forms do not need. They stand in the same `Form`, which puts complaints beside them. */
import type { ComponentProps } from "react";
import { Frame, useFormState } from "../../components/form";

type TextAreaProps = Omit<ComponentProps<"textarea">, "name" | "id" | "className"> & {
  name: string;
  label: string;
  hint?: string;
  /** For source: JSON, templates. */
  code?: boolean;
};

export function TextAreaField({ name, label, hint, code, onChange, ...area }: TextAreaProps) {
  const { clear } = useFormState();
  return (
    <Frame name={name} label={label} hint={hint}>
      {(frame) => (
        <textarea
          rows={4}
          spellCheck={!code}
          {...area}
          {...frame}
          className={`input h-auto py-2 lg:h-auto ${code ? "font-mono text-[0.8125rem] leading-relaxed lg:text-[0.8125rem]" : ""}`}
          onChange={(event) => {
            clear(name);
            onChange?.(event);
          }}
        />
      )}
    </Frame>
  );
}
