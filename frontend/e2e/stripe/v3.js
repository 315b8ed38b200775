// Stands in for Stripe.js, as far as its documentation describes what the shop uses: fields in a frame of Stripe's own,
// which alone knows what is typed.
(() => {
  const FRAME = "https://js.stripe.com/v3/elements-inner-payment.html";

  class Elements {
    #frame = null;
    #loaded = null;
    isSubmitted = false;

    constructor(options) {
      if (options.mode !== "payment" || options.paymentMethodCreation !== "manual")
        throw new Error("the mode");
      if (options.currency !== options.currency.toLowerCase()) throw new Error("the currency");
      this.update(options);
    }
    update({ amount }) {
      if (!Number.isInteger(amount) || amount < 1) throw new Error("the amount");
      this.isSubmitted = false;
    }
    create(kind) {
      if (kind !== "payment") throw new Error("the element");
      return {
        mount: (node) => {
          this.#frame = document.createElement("iframe");
          this.#frame.title = "Secure payment input frame";
          this.#frame.style.width = "100%";
          this.#frame.style.height = "13rem";
          this.#frame.style.border = "0";
          this.#loaded = new Promise((resolve) => {
            this.#frame.onload = resolve;
          });
          this.#frame.src = FRAME;
          node.append(this.#frame);
        },
        destroy: () => this.#frame?.remove(),
      };
    }
    async ask(question) {
      await this.#loaded;
      return new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => resolve(data);
        this.#frame.contentWindow.postMessage(question, new URL(FRAME).origin, [port2]);
      });
    }
    async submit() {
      const answer = await this.ask({ kind: "submit" });
      this.isSubmitted = !answer.error;
      return answer;
    }
  }

  window.Stripe = (key) => {
    if (!key.startsWith("pk_")) throw new Error("the key");
    return {
      elements: (options) => new Elements(options),
      createPaymentMethod: ({ elements }) => {
        if (!elements.isSubmitted) throw new Error("elements.submit() comes first");
        return elements.ask({ kind: "create", key });
      },
    };
  };
})();
