"""The five programmes of PRODUCT.md ("Points, tiers, rewards") as an owner writes them: documents, not code.

Figures are those of the programmes' own texts; where a text gives none, the shop chose one (said beside it).
"""

from typing import Any

Document = dict[str, Any]

REPAIR: Document = {
    # 1 yuan = 1 point; parts earn half; a job well done is reviewed on the spot, and a check-in brings people by.
    "earning": {
        "classes": [
            {"earning_class": "standard", "rate": 1000},
            {"earning_class": "none", "rate": 0},
        ]
    },
    "behaviours": [
        {"code": "referral", "name": "邻居介绍", "points": 200, "every": "any", "welcome": 50},
        {"code": "review", "name": "五星评价", "points": 50, "every": "day"},
        {"code": "check_in", "name": "到店签到", "points": 2, "every": "day"},
    ],
    "expiry": {"kind": "month_end", "count": 12},
    "milestones": [
        {"code": "first", "name": "免费检测", "services": 1, "grant": "free_item",
         "item_code": "FW-001", "days": 365, "cost": 1000},
    ],
}  # fmt: skip

MOVING: Document = {
    # base + behaviour + tier points; diamond +10 a day; 10,000 lift a tier; "5321"; four segments with strategies.
    "behaviours": [
        {"code": "referral", "name": "推荐", "points": 200, "every": "any"},
        {"code": "review", "name": "评价", "points": 50, "every": "day"},
    ],
    "standing": [{"points": 10, "segment": "diamond"}],
    "tiers": {
        "measure": "points",
        "window_months": 0,
        "review_months": 0,
        "steps": [
            {"code": "base", "name": "普通", "need": 0},
            {"code": "silver", "name": "银卡", "need": 10_000},
            {"code": "gold", "name": "金卡", "need": 20_000, "benefits": {"priority": True}},
            {"code": "platinum", "name": "铂金", "need": 30_000,
             "benefits": {"priority": True, "adviser": True, "free_fee": True}},
        ],
    },
    "segments": {
        "strategies": [
            ["diamond", "专属顾问，年费全免"],
            ["gold", "生日礼和介绍礼"],
            ["silver", "价格优惠，办事方便"],
            ["basic", "标准服务"],
        ]
    },
    "milestones": [
        {"code": "5", "name": "终身 VIP", "services": 5, "days": 0},
        {"code": "3", "name": "优惠套餐", "services": 3, "grant": "percent", "value": 200},
        {"code": "2", "name": "免费增值服务", "services": 2, "grant": "free_item",
         "item_code": "FW-001"},
        {"code": "1", "name": "优先派车", "services": 1, "priority": True},
    ],
}  # fmt: skip

PROPERTY: Document = {
    # Members of a small property desk: what they take part in counts more than what they spend.
    "earning": {"classes": [{"earning_class": "standard", "rate": 500}], "other": 0},
    "behaviours": [
        {"code": "survey", "name": "问卷", "points": 20, "most": 4, "every": "year"},
        {"code": "vote", "name": "需求投票", "points": 10, "most": 2, "every": "month"},
        {"code": "event", "name": "社区活动", "points": 30, "most": 1, "every": "day"},
        {"code": "referral", "name": "推荐", "points": 100, "most": 12, "every": "year"},
    ],
    "tiers": {
        "measure": "visits",
        "steps": [
            {"code": "base", "name": "住户", "need": 0},
            {"code": "silver", "name": "热心住户", "need": 6, "benefits": {"response_minutes": 60}},
        ],
    },
    "multipliers": [
        {"code": "open_day", "name": "开放日", "factor": 2000, "month_days": [15]},
    ],
}

LOYALTY: Document = {
    # 1 yuan = 1 point; silver 95 %, gold 90 % of the list, birthday gift; core, potential, basic; core within 1 h.
    "tiers": {
        "measure": "spend",
        "window_months": 12,
        "review_months": 12,
        "grace_days": 30,
        "steps": [
            {"code": "base", "name": "普通", "need": 0, "benefits": {"response_minutes": 240}},
            {"code": "silver", "name": "银卡", "need": 200_000,
             "benefits": {"discount": 50, "birthday_points": 100, "response_minutes": 120}},
            {"code": "gold", "name": "金卡", "need": 500_000,
             "benefits": {"discount": 100, "birthday_points": 200, "birthday_coupon": 5000,
                          "response_minutes": 60, "priority": True, "adviser": True}},
        ],
    },
    "behaviours": [
        {"code": "check_in", "name": "签到", "points": 1, "every": "day"},
        {"code": "share", "name": "分享", "points": 10, "most": 3, "every": "month"},
        {"code": "birthday", "name": "生日", "points": 50, "every": "year"},
        {"code": "referral", "name": "推荐", "points": 200, "every": "any"},
    ],
    "multipliers": [
        {"code": "gold", "name": "金卡双倍", "factor": 2000, "tiers": ["gold"]},
        {"code": "summer", "name": "空调季", "factor": 1500, "item_codes": ["FW-120"],
         "first_day": "2026-06-01", "last_day": "2026-08-31"},
    ],
    "segments": {"by": "amount", "core_least": 300_000, "potential_least": 100_000},
}  # fmt: skip

HOUSEKEEPING: Document = {
    # Family service on stored value and cards of visits; points last a year, and half a bill may be paid by them.
    "expiry": {"kind": "months", "count": 12},
    "pay_most": 500,
    "behaviours": [
        {"code": "referral", "name": "推荐", "points": 300, "every": "any", "welcome": 100},
        {"code": "review", "name": "评价", "points": 30, "every": "day"},
        {"code": "birthday", "name": "生日", "points": 88, "every": "year"},
    ],
    "multipliers": [
        {"code": "weekday", "name": "平日家政", "factor": 1200, "weekdays": [1, 2, 3, 4]},
    ],
    "tiers": {"measure": "visits", "steps": [
        {"code": "base", "name": "普通", "need": 0},
        {"code": "silver", "name": "银卡", "need": 12, "benefits": {"discount": 50}},
        {"code": "gold", "name": "金卡", "need": 48, "benefits": {"discount": 100, "adviser": True}},
    ]},
    "stored_value": {"order": "together", "offers": [
        {"paid": 100_000, "gift": 5_000}, {"paid": 300_000, "gift": 24_000},
    ]},
}  # fmt: skip

FIVE: dict[str, Document] = {
    "repair": REPAIR,
    "moving": MOVING,
    "property": PROPERTY,
    "loyalty": LOYALTY,
    "housekeeping": HOUSEKEEPING,
}
