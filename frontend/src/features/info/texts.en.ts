interface Page {
  title: string;
  lead: string;
  sections: { title: string; text: string[] }[];
}

export type Texts = Record<"about" | "shipping" | "returns" | "privacy" | "terms" | "contact", Page>;

export const en: Texts = {
  about: {
    title: "A small shop for things that last",
    lead: "We sell what we use ourselves: stoneware, light, textiles and tools for the desk, from workshops that we know by name.",
    sections: [
      {
        title: "How we choose",
        text: [
          "Everything has to earn its place for years. It has to be good to hold, easy to clean and possible to mend. If we would not buy it again ourselves, we do not sell it.",
        ],
      },
      {
        title: "What you see is a demonstration",
        text: [
          "This shop shows Penden, a commerce backend. The things in it are drawn, payments are pretended, and nothing leaves a warehouse. Everything else is real: stock is held, invoices are written, and every order ends up somewhere.",
        ],
      },
    ],
  },
  shipping: {
    title: "Shipping",
    lead: "Packed by hand, sent with tracking. What it costs is shown at the checkout before you pay, for your address and your cart.",
    sections: [
      {
        title: "When it arrives",
        text: [
          "Standard parcels take about three working days, express parcels one. Beside each method you see how many days it takes to your address.",
        ],
      },
      {
        title: "What it costs",
        text: [
          "Prices of shipping contain value added tax. Above the amount named at the top of each page, standard shipping is free.",
        ],
      },
      {
        title: "Where it is",
        text: [
          "The tracking number is on the page of your order and in the mail that we send with the parcel.",
        ],
      },
    ],
  },
  returns: {
    title: "Returns",
    lead: "You have 30 days to decide. If it is not right, send it back, and the money goes back to where it came from.",
    sections: [
      {
        title: "Before it is sent",
        text: [
          "As long as your order has not left us, you can cancel it yourself on its page. What you paid goes back to your card at once.",
        ],
      },
      {
        title: "After it has arrived",
        text: [
          "Write to us with the number of your order, and we send you a label. Please pack it as it came. As soon as it is back, we refund its price and what sending it to you cost.",
        ],
      },
      {
        title: "If something is broken",
        text: [
          "Tell us what happened, with a picture if you can. We mend it, replace it or give your money back.",
        ],
      },
    ],
  },
  privacy: {
    title: "Privacy",
    lead: "We keep what an order needs, and nothing that follows you around.",
    sections: [
      {
        title: "What we keep",
        text: [
          "Of an order: your name, e-mail, addresses, and what you bought, as long as the law asks us to. Of an account: the same, and where you are logged in. Passwords are kept only as hashes that cannot be turned back.",
          "Card numbers never reach this shop. They go from your browser to the payment provider, which gives us a token.",
        ],
      },
      {
        title: "In your browser",
        text: [
          "One cookie keeps you logged in; no script can read it. Your cart as a guest and what you have filled in at the checkout are kept until you close the window. There are no cookies for advertising or statistics.",
        ],
      },
      {
        title: "When you ask",
        text: [
          "If there is an assistant, what you write to it goes to a language model, with what the model looks up here for you. We keep nothing of it; your browser remembers it until you close the window or log out.",
          "What you write to a person of the shop is kept until it is answered and for some months after, with your address, so that we know what we said.",
        ],
      },
      {
        title: "Your rights",
        text: [
          "You may know what we hold about you, have it corrected or deleted, and take it with you. Write to us, and we will do it within a month.",
        ],
      },
    ],
  },
  terms: {
    title: "Terms and conditions",
    lead: "What holds when you buy here, in plain words.",
    sections: [
      {
        title: "The contract",
        text: [
          "What we show is an invitation. Your order is an offer, and it is accepted when we confirm your payment. The price that counts is the one shown at the checkout; if it has changed since you saw it, we ask you again.",
        ],
      },
      {
        title: "Payment",
        text: [
          "Prices contain value added tax. Items are held for you while the payment is under way, for half an hour at most. An order that is not paid by then ends by itself, and nothing is charged.",
        ],
      },
      {
        title: "Cancelling and warranty",
        text: [
          "You can cancel within 30 days of receiving the goods without giving a reason. Beyond that, the statutory rights for faulty goods hold for two years.",
        ],
      },
    ],
  },
  contact: {
    title: "Contact",
    lead: "We read everything, and answer on working days within a day.",
    sections: [
      { title: "By e-mail", text: ["hello@penden.example"] },
      {
        title: "By post",
        text: ["Penden Haus GmbH, Beispielweg 7, 00000 Musterstadt, Germany"],
      },
      {
        title: "About an order",
        text: [
          "Please have its number at hand; it is on the order’s page and in every mail, such as 4K7T9-2QXMB.",
        ],
      },
    ],
  },
};
