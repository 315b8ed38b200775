/** The texts of the console are kept by area, as some of the storefront's are. */
export { textsOf } from "../i18n/areas";
