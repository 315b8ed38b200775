import type { Money } from "../../../api/generated";
import { Price } from "../../../components/Price";
import type { Column } from "./List";

/** A column of exact amounts. */
export const moneyColumn = <T,>(
  key: string,
  header: string,
  of: (row: T) => Money,
  more?: Partial<Column<T>>,
): Column<T> => ({
  key,
  header,
  align: "right",
  cell: (row) => <Price money={of(row)} exact />,
  ...more,
});
