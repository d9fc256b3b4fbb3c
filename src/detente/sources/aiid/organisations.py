"""Seats of the organisations that the database names most often, by its own short names.

The seat says where an organisation is at home, not where an incident happened, so it is kept apart
from what the text names. Organisations that are not listed here have no known seat.
"""

from __future__ import annotations

_SEATS = {
    "US": "openai google youtube facebook meta meta-platforms instagram whatsapp tesla microsoft "
          "linkedin amazon xai x-(twitter) twitter apple cruise waymo uber anthropic character.ai "
          "replika midjourney runway elevenlabs clearview-ai shotspotter perplexity perplexity-ai "
          "chatgpt gemini google-bard microsoft-copilot snapchat reddit boston-dynamics "
          "knightscope "
          "starship-technologies serve-robotics general-motors gaggle hirevue proctorio turnitin "
          "evolv-technology ibm nvidia netflix zillow mcdonald's target cnet state-farm lensa-ai "
          "nypd new-york-police-department new-york-city-police-department "
          "chicago-police-department detroit-police-department san-francisco-police-department "
          "united-states-immigration-and-customs-enforcement donald-trump eleutherai "
          "lockheed-martin raytheon navihealth realpage omnilert inflection nomi-ai you.com",
    "CN": "bytedance alibaba tencent wechat baidu huawei megvii sensetime deepseek-ai deepseek "
          "chinese-government chinese-communist-party spamouflage spamouflage-dragon",
    "RU": "government-of-russia russian-government russian-state-media storm-1516 storm-1679 "
          "matryoshka doppelganger operation-overload",
    "GB": "stability-ai synthesia uk-home-office home-office metropolitan-police-service "
          "department-for-work-and-pensions-(dwp)",
    "KP": "government-of-north-korea", "IL": "israel-defense-forces israeli-government unit-8200",
    "FR": "mistral", "DE": "laion compvis-lmu volkswagen", "AU": "centrelink", "JP": "nec",
}  # fmt: skip
SEATS = {name: code for code, names in _SEATS.items() for name in names.split()}
