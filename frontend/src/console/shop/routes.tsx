import {
  BookOpenCheck,
  Boxes,
  ChartColumn,
  Equal,
  FilePen,
  FileUp,
  FolderTree,
  Globe,
  KeyRound,
  KeySquare,
  Landmark,
  Layers,
  LayoutDashboard,
  MailOpen,
  MessageSquareText,
  MessagesSquare,
  Package,
  Scale,
  ScrollText,
  SearchCheck,
  Settings,
  ShoppingBag,
  SlidersHorizontal,
  Tag,
  TicketPercent,
  Truck,
  Undo2,
  UserRoundCog,
  Users,
} from "lucide-react";
import type { Half } from "../halves";
import { useShopNav } from "./nav";

const text = useShopNav.now;
const product = () => import("./products/ProductPage");
const collection = () => import("./catalog/CollectionPage");
const promotion = () => import("./promotions/PromotionPage");
const catalog = "catalog_write";

/** Orders, products and everything else that the shop is run with. */
export const shop: Half = {
  path: "shop",
  label: () => text().shop,
  groups: [
    {
      pages: [
        {
          path: "",
          load: () => import("./dashboard/DashboardPage"),
          needs: ["sales_read", "orders_read", catalog],
          nav: { label: () => text().dashboard, icon: LayoutDashboard },
        },
        {
          path: "orders",
          load: () => import("./orders/OrdersPage"),
          needs: "orders_read",
          nav: { label: () => text().orders, icon: ShoppingBag },
        },
        { path: "orders/:id", load: () => import("./orders/OrderPage"), needs: "orders_read" },
        {
          path: "returns",
          load: () => import("./after/ReturnsPage"),
          needs: "returns_read",
          nav: { label: () => text().returns, icon: Undo2 },
        },
        { path: "returns/:id", load: () => import("./after/ReturnPage"), needs: "returns_read" },
        {
          path: "customers",
          load: () => import("./customers/CustomersPage"),
          needs: "orders_read",
          nav: { label: () => text().customers, icon: Users },
        },
        { path: "customers/:id", load: () => import("./customers/CustomerPage"), needs: "orders_read" },
        {
          path: "inquiries",
          load: () => import("./inquiries/InquiriesPage"),
          needs: "orders_read",
          nav: { label: () => text().inquiries, icon: MessagesSquare },
        },
        { path: "inquiries/:id", load: () => import("./inquiries/InquiryPage"), needs: "orders_read" },
        {
          path: "reviews",
          load: () => import("./after/ReviewsPage"),
          needs: "reviews_read",
          nav: { label: () => text().reviews, icon: MessageSquareText },
        },
      ],
    },
    {
      label: () => text().wares,
      pages: [
        {
          path: "products",
          load: () => import("./products/ProductsPage"),
          needs: catalog,
          nav: { label: () => text().products, icon: Package },
        },
        { path: "products/new", load: () => import("./products/NewProductPage"), needs: catalog },
        { path: "products/:id", load: product, needs: catalog },
        {
          path: "categories",
          load: () => import("./catalog/CategoriesPage"),
          needs: catalog,
          nav: { label: () => text().categories, icon: FolderTree },
        },
        {
          path: "collections",
          load: () => import("./catalog/CollectionsPage"),
          needs: catalog,
          nav: { label: () => text().collections, icon: Layers },
        },
        { path: "collections/new", load: collection, needs: catalog },
        { path: "collections/:id", load: collection, needs: catalog },
        {
          path: "brands",
          load: () => import("./catalog/BrandsPage"),
          needs: catalog,
          nav: { label: () => text().brands, icon: Tag },
        },
        {
          path: "attributes",
          load: () => import("./catalog/AttributesPage"),
          needs: catalog,
          nav: { label: () => text().attributes, icon: SlidersHorizontal },
        },
        {
          path: "synonyms",
          load: () => import("./catalog/SynonymsPage"),
          needs: catalog,
          nav: { label: () => text().synonyms, icon: Equal },
        },
        {
          path: "stock",
          load: () => import("./stock/StockPage"),
          needs: catalog,
          nav: { label: () => text().stock, icon: Boxes },
        },
        {
          path: "drafts",
          load: () => import("./drafts/DraftsPage"),
          needs: [catalog, "orders_write"],
          nav: { label: () => text().drafts, icon: FilePen },
        },
        {
          path: "transfers",
          load: () => import("./transfers/TransfersPage"),
          needs: [catalog, "orders_read"],
          nav: { label: () => text().transfers, icon: FileUp },
        },
      ],
    },
    {
      label: () => text().selling,
      pages: [
        {
          path: "promotions",
          load: () => import("./promotions/PromotionsPage"),
          needs: "promotions_read",
          nav: { label: () => text().promotions, icon: TicketPercent },
        },
        { path: "promotions/new", load: promotion, needs: "promotions_write" },
        { path: "promotions/:id", load: promotion, needs: "promotions_read" },
        {
          path: "zones",
          load: () => import("./delivery/ZonesPage"),
          needs: "checkout_read",
          nav: { label: () => text().zones, icon: Globe },
        },
        {
          path: "shipping",
          load: () => import("./delivery/ShippingPage"),
          needs: "checkout_read",
          nav: { label: () => text().shipping, icon: Truck },
        },
      ],
    },
    {
      label: () => text().money,
      pages: [
        {
          path: "sales",
          load: () => import("./reports/SalesPage"),
          needs: "sales_read",
          nav: { label: () => text().sales, icon: ChartColumn },
        },
        {
          path: "taxes",
          load: () => import("./reports/TaxesPage"),
          needs: "sales_read",
          nav: { label: () => text().taxes, icon: Landmark },
        },
        {
          path: "searches",
          load: () => import("./reports/SearchesPage"),
          needs: "sales_read",
          nav: { label: () => text().searches, icon: SearchCheck },
        },
        {
          path: "disputes",
          load: () => import("./reports/DisputesPage"),
          needs: "payments_write",
          nav: { label: () => text().disputes, icon: Scale },
        },
        {
          path: "books",
          load: () => import("./reports/BooksPage"),
          needs: "payments_write",
          nav: { label: () => text().books, icon: BookOpenCheck },
        },
      ],
    },
    {
      label: () => text().house,
      pages: [
        {
          path: "staff",
          load: () => import("./staff/StaffPage"),
          needs: "users_read",
          nav: { label: () => text().staff, icon: UserRoundCog },
        },
        {
          path: "roles",
          load: () => import("./staff/RolesPage"),
          needs: "users_read",
          nav: { label: () => text().roles, icon: KeySquare },
        },
        {
          path: "keys",
          load: () => import("./staff/KeysPage"),
          needs: "api_keys_read",
          nav: { label: () => text().keys, icon: KeyRound },
        },
        {
          path: "audit",
          load: () => import("./audit/AuditPage"),
          needs: "audit_read",
          nav: { label: () => text().audit, icon: ScrollText },
        },
        {
          path: "mails",
          load: () => import("./mails/MailTemplatesPage"),
          needs: "settings_read",
          nav: { label: () => text().mails, icon: MailOpen },
        },
        { path: "mails/:kind", load: () => import("./mails/MailTemplatePage"), needs: "settings_read" },
        {
          path: "settings",
          load: () => import("./settings/SettingsPage"),
          needs: "settings_read",
          nav: { label: () => text().settings, icon: Settings },
        },
      ],
    },
  ],
};
