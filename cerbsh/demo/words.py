"""The words that the demo's people, companies and conversations are made of."""

from __future__ import annotations

COMPANY = "Northwind Instruments"
"""The company whose help desk the demo is; its workers write from this domain."""
DOMAIN = "northwind.example"

WORKERS = (
    ("Mira", "Castellan", "Administrator", "F", "Europe/Berlin", "Berlin, Germany"),
    ("Tobias", "Okafor", "Support Lead", "M", "Europe/London", "Leeds, United Kingdom"),
    ("Zoë", "Lindqvist", "Support Engineer", "F", "Europe/Stockholm", "Uppsala, Sweden"),
    ("Hiro", "Tanabe", "Support Engineer", "M", "Asia/Tokyo", "Osaka, Japan"),
    ("Paloma", "Reyes", "Account Manager", "F", "America/Mexico_City", "Puebla, Mexico"),
    ("Desmond", "Achterberg", "Account Manager", "M", "Europe/Amsterdam", "Utrecht, Netherlands"),
    ("Ines", "Duarte", "Billing Specialist", "F", "Europe/Lisbon", "Porto, Portugal"),
    ("Callum", "Strand", "Field Engineer", "M", "America/Toronto", "Halifax, Canada"),
    ("Nadia", "Haddad", "Security Analyst", "F", "Africa/Casablanca", "Rabat, Morocco"),
    ("Ruben", "Falk", "Warehouse Manager", "M", "Europe/Copenhagen", "Aarhus, Denmark"),
    ("Ama", "Mensah", "Product Manager", "F", "Africa/Accra", "Accra, Ghana"),
    ("Viktor", "Sømme", "Former Engineer", "M", "Europe/Oslo", "Bergen, Norway"),
)

GROUPS = (
    ("Support", "support", False, ("Inbox", "Repairs", "How-to", "Escalated")),
    ("Sales", "sales", False, ("Inbox", "Quotes", "Renewals")),
    ("Billing", "billing", False, ("Inbox", "Refunds")),
    ("Logistics", "logistics", False, ("Inbox", "Shipments", "Returns")),
    ("Security", "security", True, ("Inbox", "Reports")),
)

_FIRST = """Aisha Alder Beatriz Bram Chidi Clara Dmitri Edda Émile Farah Gustav Hana Idris Jolanta Kaito Leonie Malik
Noor Óscar Petra Quentin Rosa Søren Tamsin Umar Valeria Wren Ximena Yusuf Zuzana"""
FIRST_NAMES = tuple(_FIRST.split())
_LAST = """Abernathy Bakker Čapek Delacroix Eriksen Ferreira Goldwater Hoffmann Ivanova Jansen Kowalski Lavoie Moreau
Nakamura O'Brien Petrov Quist Rasmussen Silva Thorne Ueda Vance Weiß Xu Yilmaz Zeman"""
LAST_NAMES = tuple(_LAST.split())
TITLES = ("", "Buyer", "Lab Manager", "CFO", "IT Engineer", "Research Lead", "Office Manager", "Director of Operations")

_FORE = """Amber Birch Cobalt Delta Ember Fjord Granite Harbor Indigo Juniper Kestrel Lumen Meridian Nimbus Orchard
Pioneer Quarry Ridge Summit Tundra Umbra Vesper Willow Zephyr"""
COMPANY_FIRST = tuple(_FORE.split())
COMPANY_SECOND = (
    *("Analytics", "Biotech", "Ceramics", "Dairy", "Energy", "Foods", "Glassworks", "Hospital", "Institute", "Labs"),
    *("Logistics", "Marine", "Optics", "Pharma", "Robotics", "Textiles", "Water, Inc."),
)
PLACES = (
    ("Milan", "Lombardy", "Italy", "+39"),
    ("Lyon", "", "France", "+33"),
    ("Portland", "Oregon", "United States", "+1"),
    ("Austin", "Texas", "United States", "+1"),
    ("Santiago", "", "Chile", "+56"),
    ("Kraków", "", "Poland", "+48"),
    ("Nagoya", "Aichi", "Japan", "+81"),
    ("Zürich", "", "Switzerland", "+41"),
    ("Pune", "Maharashtra", "India", "+91"),
    ("Melbourne", "Victoria", "Australia", "+61"),
)
STREETS = ("Mill Lane", "Station Road", "Via Roma", "Canal Street", "Linden Avenue", "Harbour Quay", "Rue des Fleurs")

PRODUCTS = (
    *("spectrometer", "centrifuge", "pH probe", "balance", "oscilloscope", "incubator", "data logger", "microscope"),
)
SUBJECTS = (
    (1, "The {product} shows error E{number}"),
    (2, "Quote for {count} × {product}"),
    (3, "Invoice {number} was charged twice"),
    (4, "Where is order #{number}?"),
    (1, "How do I calibrate the {product}?"),
    (4, "Return of a damaged {product}"),
    (1, "Password reset for the customer portal"),
    (2, "Renewal of our service contract {number}"),
    (5, 'Suspicious e-mail about "your {product}"'),
    (1, "Firmware 2.{count} fails to install on the {product}"),
    (4, "Please change our delivery address"),
    (1, "Feedback: the {product} is great ☀️"),
)
"""The number of the group that answers, and the subject."""
OPENINGS = (
    "we have a question about the {product} that you sent us.",
    "since this morning our {product} has stopped working.",
    "could you help us with the {product}?",
    "I am writing about invoice {number}.",
)
DETAILS = (
    "It worked well until last week.",
    "The display shows the code E{number} and nothing else.",
    "We need it back before the end of the month.",
    "A refund would be fine as well.",
    "The manual does not mention this.",
    "Our order number is {number}.",
)
ANSWERS = (
    "Thank you for getting in touch. Please restart the {product} while holding the blue key.",
    "I have sent you a replacement {product} today; tracking number {number}.",
    "The refund for invoice {number} is on its way and takes about three days.",
    "The quote is attached. It is valid for 30 days.",
    "Could you send us a photograph of the display?",
)
TASKS = (
    "Call {company} about the {product}",
    "Prepare the quote for {company}",
    "Check the stock of every {product}",
    "Write the guide: how to calibrate the {product}",
    "Renew the contract with {company}",
)
COMMENTS = (
    "Spoke to them on the phone, they are happy now 🎉",
    "Waiting for the spare part. **Do not close.**",
    "Same cause as last month: firmware 2.{count}.",
    "VIP customer – answer within the hour ⏰",
    "They asked for a discount of {count} %, <b>declined</b> & noted.",
    "Übergabe an das Werk in Lübeck, Rückmeldung bis Freitag 👍🏽",
)
