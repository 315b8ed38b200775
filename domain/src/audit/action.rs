//! What can be done that is worth remembering. Stored: a name once used keeps its meaning.

macro_rules! actions {
    ($($variant:ident = $entity:literal $verb:literal,)+) => {
        /// A deed: the kind of thing it is done to, and a verb.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action { $($variant),+ }

        impl Action {
            /// Every action that this version of the program knows.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Such as `product.update`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => concat!($entity, ".", $verb)),+ }
            }

            /// What it is done to, such as `product`.
            pub const fn entity(self) -> &'static str {
                match self { $(Self::$variant => $entity),+ }
            }
        }
    };
}

actions! {
    CategoryCreate = "category" "create",
    CategoryUpdate = "category" "update",
    CategoryDelete = "category" "delete",
    ProductCreate = "product" "create",
    ProductUpdate = "product" "update",
    ProductDelete = "product" "delete",
    ProductRestore = "product" "restore",
    ProductTags = "product" "set_tags",
    ProductAttributes = "product" "set_attributes",
    ProductOptions = "product" "set_options",
    ProductCodes = "product" "set_codes",
    ProductRelated = "product" "set_related",
    BrandCreate = "brand" "create",
    BrandUpdate = "brand" "update",
    BrandDelete = "brand" "delete",
    AttributeCreate = "attribute" "create",
    AttributeUpdate = "attribute" "update",
    AttributeDelete = "attribute" "delete",
    CollectionCreate = "collection" "create",
    CollectionUpdate = "collection" "update",
    CollectionDelete = "collection" "delete",
    CollectionFill = "collection" "fill",
    SynonymsCreate = "synonyms" "create",
    SynonymsUpdate = "synonyms" "update",
    SynonymsDelete = "synonyms" "delete",
    ImageAdd = "image" "add",
    ImageUpdate = "image" "update",
    ImageDelete = "image" "delete",
    VariantAdd = "variant" "add",
    VariantUpdate = "variant" "update",
    VariantDelete = "variant" "delete",
    StockSet = "stock" "set",
    StockAdjust = "stock" "adjust",
    StockSetLow = "stock" "set_low",
    ProductsImport = "product_import" "start",
    ExportStart = "export" "start",
    PromotionCreate = "promotion" "create",
    PromotionUpdate = "promotion" "update",
    PromotionDelete = "promotion" "delete",
    ZoneCreate = "zone" "create",
    ZoneUpdate = "zone" "update",
    ZoneDelete = "zone" "delete",
    ShippingMethodCreate = "shipping_method" "create",
    ShippingMethodUpdate = "shipping_method" "update",
    ShippingMethodDelete = "shipping_method" "delete",
    ProductSetTaxClass = "product" "set_tax_class",
    VariantSetTaxClass = "variant" "set_tax_class",
    OrderCancel = "order" "cancel",
    OrderFulfil = "order" "fulfil",
    OrderRefund = "order" "refund",
    InvoiceReissue = "order" "reissue_invoice",
    OrderCapture = "order" "capture",
    OrderReceive = "order" "receive_money",
    RefundPaidOut = "order" "refund_paid_out",
    OrderShip = "order" "ship",
    ShipmentDeliver = "shipment" "deliver",
    ShipmentReturn = "shipment" "return",
    OrderHold = "order" "hold",
    OrderRelease = "order" "release",
    OrderNote = "order" "note",
    OrderResendMail = "order" "resend_mail",
    DraftAsk = "draft" "ask",
    DraftApprove = "draft" "approve",
    DraftReject = "draft" "reject",
    InquiryClose = "inquiry" "close",
    ReturnRequest = "return" "request",
    ReturnWithdraw = "return" "withdraw",
    ReturnApprove = "return" "approve",
    ReturnReject = "return" "reject",
    ReturnReceive = "return" "receive",
    ReturnRefund = "return" "refund",
    ReviewWrite = "review" "write",
    ReviewDelete = "review" "delete",
    ReviewDecide = "review" "decide",
    ReviewAnswer = "review" "answer",
    ReconciliationStart = "reconciliation" "start",
    WebhookCreate = "webhook_endpoint" "create",
    WebhookUpdate = "webhook_endpoint" "update",
    WebhookDelete = "webhook_endpoint" "delete",
    WebhookRotateSecret = "webhook_endpoint" "rotate_secret",
    WebhookPing = "webhook_endpoint" "ping",
    WebhookRedeliver = "webhook_delivery" "redeliver",
    JobRetry = "job" "retry",
    JobEdit = "job" "edit",
    JobCancel = "job" "cancel",
    JobCancelAll = "job" "cancel_all",
    JobDiscard = "job" "discard",
    JobRetryAll = "job" "retry_all",
    JobDiscardAll = "job" "discard_all",
    BatchCancel = "batch" "cancel",
    QueuePause = "queue" "pause",
    QueueResume = "queue" "resume",
    ProviderClose = "provider" "close_breaker",
    TimetableRun = "timetable" "run",
    EventsReplay = "replay" "start",
    UserCreate = "user" "create",
    UserSetRoles = "user" "set_roles",
    UserDeactivate = "user" "deactivate",
    UserReactivate = "user" "reactivate",
    UserVerifyEmail = "user" "verify_email",
    UserChangeEmail = "user" "change_email",
    UserResetPassword = "user" "reset_password",
    UserAddSecondFactor = "user" "add_second_factor",
    UserRemoveSecondFactor = "user" "remove_second_factor",
    UserRenewRecoveryCodes = "user" "renew_recovery_codes",
    UserUseRecoveryCode = "user" "use_recovery_code",
    RoleCreate = "role" "create",
    RoleUpdate = "role" "update",
    RoleDelete = "role" "delete",
    SettingsUpdate = "settings" "update",
    ApiKeyCreate = "api_key" "create",
    ApiKeyRevoke = "api_key" "revoke",
}
