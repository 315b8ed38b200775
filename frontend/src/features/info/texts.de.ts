import type { Texts } from "./texts.en";

export const de: Texts = {
  about: {
    title: "Ein kleiner Laden für Dinge, die bleiben",
    lead: "Wir verkaufen, was wir selbst benutzen: Steinzeug, Licht, Textilien und Werkzeug für den Schreibtisch, aus Werkstätten, die wir beim Namen kennen.",
    sections: [
      {
        title: "Wie wir auswählen",
        text: [
          "Alles muss sich seinen Platz über Jahre verdienen. Es muss gut in der Hand liegen, leicht zu reinigen und zu reparieren sein. Was wir nicht wieder kaufen würden, verkaufen wir nicht.",
        ],
      },
      {
        title: "Was Sie sehen, ist eine Vorführung",
        text: [
          "Dieser Laden zeigt Penden, ein Backend für den Handel. Die Dinge darin sind gezeichnet, Zahlungen gespielt, und nichts verlässt ein Lager. Alles andere ist echt: Bestände werden zurückgelegt, Rechnungen geschrieben, und jede Bestellung kommt irgendwo an.",
        ],
      },
    ],
  },
  shipping: {
    title: "Versand",
    lead: "Von Hand gepackt und mit Sendungsverfolgung verschickt. Was es kostet, steht an der Kasse, bevor Sie bezahlen, für Ihre Adresse und Ihren Warenkorb.",
    sections: [
      {
        title: "Wann es ankommt",
        text: [
          "Pakete mit normalem Versand brauchen etwa drei Werktage, Expresspakete einen. Neben jeder Versandart steht, wie lange es zu Ihrer Adresse dauert.",
        ],
      },
      {
        title: "Was es kostet",
        text: [
          "Versandpreise enthalten die Mehrwertsteuer. Ab dem Betrag, der oben auf jeder Seite steht, ist der normale Versand kostenlos.",
        ],
      },
      {
        title: "Wo es ist",
        text: [
          "Die Sendungsnummer steht auf der Seite Ihrer Bestellung und in der Mail, die mit dem Paket kommt.",
        ],
      },
    ],
  },
  returns: {
    title: "Rückgabe",
    lead: "Sie haben 30 Tage Bedenkzeit. Passt es nicht, schicken Sie es zurück, und das Geld geht dorthin, woher es kam.",
    sections: [
      {
        title: "Bevor es verschickt ist",
        text: [
          "Solange Ihre Bestellung noch bei uns ist, können Sie sie auf ihrer Seite selbst stornieren. Was Sie bezahlt haben, geht sofort auf Ihre Karte zurück.",
        ],
      },
      {
        title: "Wenn es angekommen ist",
        text: [
          "Schreiben Sie uns mit der Nummer Ihrer Bestellung, und wir schicken ein Etikett. Bitte verpacken Sie es, wie es kam. Sobald es zurück ist, erstatten wir den Preis und die Kosten der Zusendung.",
        ],
      },
      {
        title: "Wenn etwas kaputt ist",
        text: [
          "Sagen Sie uns, was geschehen ist, am besten mit einem Bild. Wir reparieren es, ersetzen es oder geben das Geld zurück.",
        ],
      },
    ],
  },
  privacy: {
    title: "Datenschutz",
    lead: "Wir behalten, was eine Bestellung braucht, und nichts, was Ihnen hinterherläuft.",
    sections: [
      {
        title: "Was wir behalten",
        text: [
          "Von einer Bestellung: Name, E-Mail, Adressen und was Sie gekauft haben, solange das Gesetz es verlangt. Von einem Konto: dasselbe, und wo Sie angemeldet sind. Passwörter gibt es nur als Prüfsummen, die sich nicht zurückrechnen lassen.",
          "Kartennummern erreichen diesen Laden nie. Sie gehen von Ihrem Browser zum Zahlungsdienst, der uns ein Zeichen dafür gibt.",
        ],
      },
      {
        title: "In Ihrem Browser",
        text: [
          "Ein Cookie hält Sie angemeldet; kein Skript kann ihn lesen. Ihr Warenkorb als Gast und was Sie an der Kasse ausgefüllt haben, bleiben, bis Sie das Fenster schließen. Cookies für Werbung oder Statistik gibt es nicht.",
        ],
      },
      {
        title: "Wenn Sie fragen",
        text: [
          "Gibt es eine Assistenz, so geht an ein Sprachmodell, was Sie ihr schreiben und was das Modell hier für Sie nachsieht. Wir behalten nichts davon; Ihr Browser merkt es sich, bis Sie das Fenster schließen oder sich abmelden.",
          "Was Sie einem Menschen im Laden schreiben, behalten wir mit Ihrer Adresse bis zur Antwort und einige Monate danach, damit wir wissen, was wir gesagt haben.",
        ],
      },
      {
        title: "Ihre Rechte",
        text: [
          "Sie dürfen wissen, was wir über Sie haben, es berichtigen oder löschen lassen und mitnehmen. Schreiben Sie uns, und wir erledigen es innerhalb eines Monats.",
        ],
      },
    ],
  },
  terms: {
    title: "Allgemeine Geschäftsbedingungen",
    lead: "Was gilt, wenn Sie hier kaufen, in klaren Worten.",
    sections: [
      {
        title: "Der Vertrag",
        text: [
          "Was wir zeigen, ist eine Einladung. Ihre Bestellung ist ein Angebot; angenommen ist es, wenn wir Ihre Zahlung bestätigen. Es gilt der Preis an der Kasse; hat er sich geändert, seit Sie ihn gesehen haben, fragen wir noch einmal.",
        ],
      },
      {
        title: "Zahlung",
        text: [
          "Preise enthalten die Mehrwertsteuer. Während der Zahlung sind die Artikel für Sie zurückgelegt, höchstens eine halbe Stunde. Eine Bestellung, die bis dahin nicht bezahlt ist, endet von selbst, und es wird nichts abgebucht.",
        ],
      },
      {
        title: "Widerruf und Gewährleistung",
        text: [
          "Sie können innerhalb von 30 Tagen nach Erhalt ohne Angabe von Gründen widerrufen. Darüber hinaus gelten zwei Jahre lang die gesetzlichen Rechte bei mangelhafter Ware.",
        ],
      },
    ],
  },
  contact: {
    title: "Kontakt",
    lead: "Wir lesen alles und antworten werktags innerhalb eines Tages.",
    sections: [
      { title: "Per E-Mail", text: ["hello@penden.example"] },
      { title: "Per Post", text: ["Penden Haus GmbH, Beispielweg 7, 00000 Musterstadt"] },
      {
        title: "Zu einer Bestellung",
        text: [
          "Bitte halten Sie ihre Nummer bereit; sie steht auf der Seite der Bestellung und in jeder Mail, etwa 4K7T9-2QXMB.",
        ],
      },
    ],
  },
};
