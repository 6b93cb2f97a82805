/** A name as its bearer writes it, and in the letters of a login. */
type Name = readonly [written: string, login: string];
type Culture = {
  readonly locale: string;
  readonly given: readonly [Name, ...Name[]];
  readonly family: readonly [Name, ...Name[]];
};

/**
 * Apostrophes, hyphens, spaces inside names, diacritics, a decomposed letter, right-to-left and non-Latin
 * scripts: what breaks filters, sorting and encodings in practice.
 */
export const cultures: readonly [Culture, ...Culture[]] = [
  {
    locale: "en-US",
    given: [
      ["Olivia", "olivia"],
      ["Marcus", "marcus"],
      ["Priscilla", "priscilla"],
      ["D'Andre", "d'andre"],
      ["Mary Jane", "maryjane"],
    ],
    family: [
      ["Whitfield", "whitfield"],
      ["Okafor", "okafor"],
      ["Smith-Jones", "smith-jones"],
      ["Van Buren", "vanburen"],
    ],
  },
  {
    locale: "en-IE",
    given: [
      ["Seán", "sean"],
      ["Siobhán", "siobhan"],
      ["Zoë", "zoe"],
    ],
    family: [
      ["O'Brien", "o'brien"],
      ["Ní Dhomhnaill", "nidhomhnaill"],
      ["MacGabhann", "macgabhann"],
    ],
  },
  {
    locale: "fr-FR",
    given: [
      ["Chloé", "chloe"],
      ["Jean-Baptiste", "jean-baptiste"],
      ["Maëlle", "maelle"],
    ],
    family: [
      ["Lefèvre", "lefevre"],
      ["d’Ormesson", "dormesson"],
      ["Œuvrard", "oeuvrard"],
    ],
  },
  {
    locale: "de-DE",
    given: [
      ["Jürgen", "juergen"],
      ["Anneliese", "anneliese"],
      ["Björn", "bjoern"],
    ],
    family: [
      ["Groß", "gross"],
      ["Müller", "mueller"],
      ["von der Heide", "vonderheide"],
    ],
  },
  {
    locale: "pl-PL",
    given: [
      ["Łukasz", "lukasz"],
      ["Małgorzata", "malgorzata"],
      ["Świętosława", "swietoslawa"],
    ],
    family: [
      ["Żółkiewski", "zolkiewski"],
      ["Wójcik", "wojcik"],
      ["Dąbrowska", "dabrowska"],
    ],
  },
  {
    locale: "es-MX",
    given: [
      ["José", "jose"],
      ["Begoña", "begona"],
      ["Íñigo", "inigo"],
    ],
    family: [
      ["Núñez", "nunez"],
      ["García Márquez", "garciamarquez"],
      ["Ibáñez", "ibanez"],
    ],
  },
  {
    locale: "vi-VN",
    given: [
      ["Thị Hương", "huong"],
      ["Đức", "duc"],
    ],
    family: [
      ["Nguyễn", "nguyen"],
      ["Đặng", "dang"],
    ],
  },
  {
    locale: "tr-TR",
    given: [
      ["İpek", "ipek"],
      ["Işıl", "isil"],
    ],
    family: [
      ["Yıldız", "yildiz"],
      ["Çağlar", "caglar"],
    ],
  },
  {
    locale: "is-IS",
    given: [
      ["Þórður", "thordur"],
      ["Guðrún", "gudrun"],
    ],
    family: [
      ["Ægisdóttir", "aegisdottir"],
      ["Jo\u0301nsson", "jonsson"],
    ],
  },
  {
    locale: "ja-JP",
    given: [
      ["陽菜", "hina"],
      ["健太郎", "kentaro"],
      ["𠮷彦", "yoshihiko"],
    ],
    family: [
      ["佐藤", "sato"],
      ["髙橋", "takahashi"],
    ],
  },
  {
    locale: "zh-CN",
    given: [
      ["明", "ming"],
      ["雪梅", "xuemei"],
    ],
    family: [
      ["李", "li"],
      ["欧阳", "ouyang"],
    ],
  },
  {
    locale: "ko-KR",
    given: [
      ["지우", "jiwoo"],
      ["민준", "minjun"],
    ],
    family: [
      ["김", "kim"],
      ["박", "park"],
    ],
  },
  {
    locale: "el-GR",
    given: [
      ["Αλέξανδρος", "alexandros"],
      ["Ελένη", "eleni"],
    ],
    family: [
      ["Παπαδόπουλος", "papadopoulos"],
      ["Σωτηρίου", "sotiriou"],
    ],
  },
  {
    locale: "uk-UA",
    given: [
      ["Юлія", "yuliia"],
      ["Сергій", "serhii"],
    ],
    family: [
      ["Шевченко", "shevchenko"],
      ["Ґалаґан", "galagan"],
    ],
  },
  {
    locale: "ar-EG",
    given: [
      ["محمد", "mohamed"],
      ["ليلى", "layla"],
    ],
    family: [
      ["عبد الرحمن", "abdelrahman"],
      ["النجار", "elnaggar"],
    ],
  },
  {
    locale: "he-IL",
    given: [
      ["נועה", "noa"],
      ["יוסף", "yosef"],
    ],
    family: [
      ["כהן", "cohen"],
      ["בן־דוד", "ben-david"],
    ],
  },
  {
    locale: "hi-IN",
    given: [
      ["आरव", "aarav"],
      ["लक्ष्मी", "lakshmi"],
    ],
    family: [
      ["शर्मा", "sharma"],
      ["चट्टोपाध्याय", "chattopadhyay"],
    ],
  },
];

export const departments = [
  "Engineering",
  "Research & Development",
  "Sales (EMEA)",
  "Finance",
  "Legal",
  "Customer Success",
  "People",
  "IT/Security",
] as const;

export const titles = [
  "Engineer",
  "Senior Engineer",
  "Account Executive",
  "Controller",
  "Counsel, Privacy",
  "Designer",
  "VP, Operations",
  "Analyst II",
] as const;

export const groupNames = [
  "Everyone",
  "Engineering",
  "Sales – EMEA",
  'The "A" Team',
  "R&D + Labs",
  "Données & Analytique",
  "営業部",
  "On-call/Primary",
  "Contractors (100%)",
  "O'Reilly Account",
] as const;
