import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { show } from "../../tests/render";
import { Field, Form, FormNotice, PasswordField, Submit } from "./form";

const problem = (code: string, errors: { field: string; message: string }[]) => ({
  type: "",
  title: "",
  status: 422,
  code,
  detail: "the input is not valid",
  instance: "",
  request_id: "r",
  errors,
});

function form(onSubmit: (values: Record<string, string>) => Promise<void>) {
  const page = () => (
    <Form onSubmit={onSubmit}>
      <Field name="email" label="E-mail" type="email" required />
      <PasswordField name="password" label="Password" isNew />
      <FormNotice />
      <Submit>Go</Submit>
    </Form>
  );
  return show([{ path: "/", Component: page }], "/").user;
}

it("says at the field what is missing, and looks at it", async () => {
  const onSubmit = vi.fn(async () => {});
  const user = form(onSubmit);
  await user.type(screen.getByLabelText("Password"), "short");
  await user.click(screen.getByRole("button", { name: "Go" }));
  expect(screen.getByLabelText("E-mail")).toHaveFocus();
  expect(screen.getByLabelText("E-mail")).toHaveAccessibleDescription(/fill this in/);
  expect(screen.getByLabelText("Password")).toHaveAccessibleDescription(/at least 10/i);
  expect(onSubmit).not.toHaveBeenCalled();
});

it("puts the server's complaints beside their fields, and others above", async () => {
  const user = form(async ({ email }) => {
    if (email === "a@b.example")
      throw problem("validation_failed", [{ field: "email", message: "no such domain" }]);
    throw problem("email_taken", []);
  });
  await user.type(screen.getByLabelText("E-mail"), "a@b.example");
  await user.type(screen.getByLabelText("Password"), "long enough");
  await user.click(screen.getByRole("button", { name: "Go" }));
  expect(screen.getByLabelText("E-mail")).toHaveAccessibleDescription(/no such domain/);
  await user.type(screen.getByLabelText("E-mail"), "x");
  await user.click(screen.getByRole("button", { name: "Go" }));
  expect(screen.getByRole("alert")).toHaveTextContent(/account with this address already/);
});

it("is sent once, however often it is clicked", async () => {
  let finish = () => {};
  const onSubmit = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
  const user = form(onSubmit);
  await user.type(screen.getByLabelText("E-mail"), "a@b.example");
  await user.type(screen.getByLabelText("Password"), "long enough");
  await user.dblClick(screen.getByRole("button", { name: "Go" }));
  finish();
  expect(onSubmit).toHaveBeenCalledTimes(1);
});
