/**
 * Forms on what the browser can do: it knows `required`, `type`, `minLength` and `pattern`; here is where the words
 * come from, and where what the server refused is put beside its field.
 */
import { Eye, EyeOff } from "lucide-react";
import {
  type ComponentProps,
  createContext,
  type FormEvent,
  type ReactNode,
  useContext,
  useId,
  useRef,
  useState,
} from "react";
import { type Messages, messages, useMessages } from "../i18n";
import { cx } from "../lib/cx";
import { asFailure } from "../lib/problem";
import { Notice } from "./states";

export type Values = Record<string, string>;
type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

interface FormState {
  errors: Values;
  notice: string | null;
  isBusy: boolean;
  clear: (name: string) => void;
}

const FormContext = createContext<FormState>({ errors: {}, notice: null, isBusy: false, clear: () => {} });
export const useFormState = () => useContext(FormContext);

interface FormProps {
  /** Gets the values by name, with that of the button if it has one. What it throws is shown: at the fields, or above the form. */
  onSubmit: (values: Values) => Promise<unknown> | unknown;
  children: ReactNode;
  className?: string;
  label?: string;
  id?: string;
}

export function Form({ onSubmit, children, className, label, id }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [errors, setErrors] = useState<Values>({});
  const [notice, setNotice] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  // State comes a moment late for a double click.
  const running = useRef(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!form.current || running.current) return;
    const wrong = check(form.current);
    setErrors(wrong);
    setNotice(null);
    if (Object.keys(wrong).length > 0) return focusFirst(form.current, wrong);
    running.current = true;
    setBusy(true);
    try {
      const values = [...new FormData(form.current), ...pressed(event)];
      await onSubmit(Object.fromEntries(values.map(([name, value]) => [name, String(value).trim()])));
    } catch (error) {
      const failure = asFailure(error);
      const own = form.current ? refused(form.current, failure.errors) : {};
      setErrors(own);
      if (form.current && Object.keys(own).length > 0) {
        setNotice(messages().fields.check);
        focusFirst(form.current, own);
      } else {
        setNotice(failure.detail);
      }
    } finally {
      running.current = false;
      setBusy(false);
    }
  };

  const clear = (name: string) => {
    if (errors[name]) setErrors(({ [name]: _, ...rest }) => rest);
  };

  return (
    <FormContext value={{ errors, notice, isBusy, clear }}>
      <form ref={form} id={id} noValidate onSubmit={submit} className={className} aria-label={label}>
        {children}
      </form>
    </FormContext>
  );
}

const controls = (form: HTMLFormElement) =>
  [...form.elements].filter(
    (element): element is Control => "validity" in element && "name" in element && element.name !== "",
  );

/** A button with a name says by its value which of several was pressed. */
function pressed({ nativeEvent }: FormEvent): [string, string][] {
  const { submitter } = nativeEvent as SubmitEvent;
  return submitter instanceof HTMLButtonElement && submitter.name !== ""
    ? [[submitter.name, submitter.value]]
    : [];
}

/** What the browser finds wrong, in words. */
function check(form: HTMLFormElement): Values {
  const text = messages().fields.errors;
  const wrong: Values = {};
  for (const control of controls(form)) {
    const message = complaint(control, text);
    if (message) wrong[control.name] ??= message;
  }
  return wrong;
}

function complaint(control: Control, text: Messages["fields"]["errors"]): string | null {
  const { validity } = control;
  const least = "minLength" in control ? control.minLength : -1;
  if (validity.valueMissing || (control.required && control.value.trim() === "")) return text.missing;
  if (validity.typeMismatch) return text.email;
  // The browser looks at the length of what was typed only, not at what a password manager filled in.
  if (least > 0 && control.value.length > 0 && control.value.length < least) return text.short(least);
  if (validity.tooLong) return text.long;
  if (validity.patternMismatch) return control.dataset.expects === "expiry" ? text.expiry : text.pattern;
  return null;
}

/** The server's complaints about fields that are here. */
function refused(form: HTMLFormElement, problems: { field: string; message: string }[]): Values {
  const names = new Set(controls(form).map((control) => control.name));
  return Object.fromEntries(
    problems
      .filter((problem) => names.has(problem.field))
      .map((problem) => [problem.field, `${messages().fields.errors.pattern} (${problem.message})`]),
  );
}

function focusFirst(form: HTMLFormElement, wrong: Values) {
  controls(form)
    .find((control) => wrong[control.name])
    ?.focus();
}

interface FrameProps {
  name: string;
  label: string;
  hint?: string;
  className?: string;
  children: (props: {
    id: string;
    name: string;
    "aria-invalid": boolean;
    "aria-describedby"?: string;
  }) => ReactNode;
}

export function Frame({ name, label, hint, className, children }: FrameProps) {
  const { errors } = useFormState();
  const id = useId();
  const error = errors[name];
  const described = error || hint ? `${id}-note` : undefined;
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      {children({ id, name, "aria-invalid": Boolean(error), "aria-describedby": described })}
      {described && (
        <p id={described} className={cx("mt-1.5 text-sm", error ? "text-danger" : "text-muted")}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
}

type FieldProps = Omit<ComponentProps<"input">, "name" | "id" | "className"> & {
  name: string;
  label: string;
  hint?: string;
  className?: string;
};

export function Field({ name, label, hint, className, onChange, ...input }: FieldProps) {
  const { clear } = useFormState();
  return (
    <Frame name={name} label={label} hint={hint} className={className}>
      {(frame) => (
        <input
          {...input}
          {...frame}
          className="input"
          onChange={(event) => {
            clear(name);
            onChange?.(event);
          }}
        />
      )}
    </Frame>
  );
}

type PasswordProps = { name: string; label: string; isNew?: boolean; autoFocus?: boolean };

export function PasswordField({ name, label, isNew }: PasswordProps) {
  const text = useMessages().fields;
  const { clear } = useFormState();
  const [isShown, setShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <Frame name={name} label={label} hint={isNew ? text.passwordHint : undefined}>
      {(frame) => (
        <div className="relative">
          <input
            {...frame}
            type={isShown ? "text" : "password"}
            required
            minLength={isNew ? 10 : undefined}
            maxLength={128}
            autoComplete={isNew ? "new-password" : "current-password"}
            className="input pr-12"
            onChange={() => clear(name)}
          />
          <button
            type="button"
            className="icon-btn absolute top-0.5 right-0.5 text-muted"
            aria-label={isShown ? text.hidePassword : text.showPassword}
            onClick={() => setShown(!isShown)}
          >
            <Icon aria-hidden className="size-4.5" />
          </button>
        </div>
      )}
    </Frame>
  );
}

type SelectProps = Omit<ComponentProps<"select">, "name" | "id" | "className"> & {
  name: string;
  label: string;
  className?: string;
};

export function SelectField({ name, label, className, children, ...select }: SelectProps) {
  return (
    <Frame name={name} label={label} className={className}>
      {(frame) => (
        <select {...select} {...frame} className="input">
          {children}
        </select>
      )}
    </Frame>
  );
}

export function Checkbox({ label, ...input }: ComponentProps<"input"> & { label: ReactNode }) {
  return (
    <label className="flex min-h-11 items-center gap-3 text-[0.9375rem]">
      <input type="checkbox" {...input} className="size-5 shrink-0 accent-(--accent)" />
      <span>{label}</span>
    </label>
  );
}

/** What went wrong with the form as a whole. */
export function FormNotice() {
  const { notice } = useFormState();
  return notice ? <Notice>{notice}</Notice> : null;
}

export function Submit({
  children,
  busy,
  className,
  disabled,
}: {
  children: ReactNode;
  busy?: ReactNode;
  className?: string;
  disabled?: boolean;
}) {
  const { isBusy } = useFormState();
  return (
    <button
      type="submit"
      className={cx("btn-primary", className)}
      disabled={disabled}
      aria-disabled={isBusy}
      aria-busy={isBusy}
    >
      {isBusy && busy ? busy : children}
    </button>
  );
}
