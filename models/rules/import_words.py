"""The words by which shops call columns and choices in their spreadsheets, in Chinese and English.

A new word is added here and nowhere else. Compared without blanks, signs and case.
"""

from collections.abc import Mapping

from models.base.sheet import What
from models.base.text import half_width


def _of(said: str) -> frozenset[str]:
    return frozenset(said.split())


_PHONE = _of(
    "手机 手机号 手机号码 电话 电话号码 联系电话 联系方式"
    " 移动电话 客户电话 会员电话 电话1 手机1 phone mobile tel"
    " telephone phonenumber mobilephone cell cellphone phone1"
)

WORDS: Mapping[What, Mapping[str, frozenset[str]]] = {
    "members": {
        "name": _of(
            "姓名 名字 客户 客户姓名 客户名称 客户名 顾客 顾客姓名"
            " 会员 会员姓名 会员名 联系人 称呼 业主 业主姓名 户主"
            " name customer customername member membername fullname contact client"
        ),
        "phone": _PHONE,
        "other_phone": _of(
            "其他电话 其它电话 备用电话 电话2 手机2 第二电话"
            " 座机 固定电话 固话 家庭电话 家里电话 otherphones otherphone"
            " phone2 secondphone landline homephone"
        ),
        "address": _of(
            "地址 住址 家庭住址 家庭地址 联系地址 详细地址 服务地址"
            " 客户地址 门牌 门牌号 房号 住处 address homeaddress"
            " street location addr"
        ),
        "estate": _of("小区 小区名称 楼盘 社区 院子 estate community compound neighbourhood"),
        "customer_type": _of("客户类型 客户类别 会员类型 类型 类别 customertype type"),
        "source": _of(
            "怎么来的 来源 客户来源 渠道 来源渠道 获客渠道 source channel howtheyfoundus"
        ),
        "gender": _of("性别 gender sex"),
        "birthday": _of("生日 出生日期 出生年月 出生 birthday dateofbirth birthdate born dob"),
        "joined": _of(
            "入会 入会日期 入会时间 办卡日期 办卡时间 登记日期"
            " 建档日期 注册日期 注册时间 首次到店 joined joineddate since"
            " registered memberdate"
        ),
        "notes": _of("备注 说明 备忘 其他 附注 notes note remark remarks comment comments memo"),
    },
    "devices": {
        "phone": _PHONE,
        "card": _of("卡号 会员卡号 会员卡 会员号 cardnumber card membernumber memberid"),
        "owner": _of(
            "姓名 客户 客户姓名 客户名称 顾客 会员 会员姓名"
            " 联系人 业主 户主 name customer owner member customername"
        ),
        "category": _of(
            "种类 设备种类 设备类型 设备 电器 家电 品类 产品"
            " 产品类别 产品名称 类别 类型 category device appliance kind"
            " devicetype product type"
        ),
        "brand": _of("品牌 牌子 厂家 厂牌 brand make manufacturer"),
        "model": _of("型号 机型 规格型号 model modelnumber modelno"),
        "serial": _of("序列号 机身号 机器编号 出厂编号 条码 sn serial serialnumber serialno"),
        "place": _of("位置 安装位置 放在哪 摆放位置 房间 place room location installedat"),
        "bought_on": _of(
            "购买日期 购买时间 购机日期 购机时间 买的日期"
            " 安装日期 boughton bought purchasedate purchased dateofpurchase"
        ),
        "warranty_until": _of(
            "保修到期 保修到 质保到期 质保到 保修期至"
            " 保修截止 过保日期 warrantyuntil warrantyends warrantyend warranty"
        ),
        "note": _of("备注 说明 设备备注 notes note remark remarks comment"),
    },
    "prices": {
        "code": _of("代码 编码 编号 项目编号 货号 料号 code sku itemcode itemno number no"),
        "name": _of(
            "名称 项目 项目名称 服务项目 服务名称 配件名称 品名"
            " 商品名称 收费项目 内容 name item service description"
            " itemname part"
        ),
        "category": _of("分类 类别 大类 项目分类 所属分类 category group heading"),
        "kind": _of("种类 类型 性质 服务或配件 kind type"),
        "unit": _of("单位 计量单位 计价单位 unit uom per"),
        "price": _of(
            "价格 单价 售价 零售价 收费 收费标准 价钱 金额 price unitprice sellingprice rate charge fee"
        ),
        "cost": _of("成本 成本价 进价 进货价 采购价 cost costprice purchaseprice buyingprice"),
        "warranty_days": _of("保修天数 质保天数 保修 质保 质保期 保修期 warrantydays warranty"),
    },
}

_TYPES = {
    "family": "家庭 普通 个人 住户 普通客户 散户 family private household regular",
    "premium": "优质家庭 优质 重要 重要客户 大客户 vip premium premiumhousehold keyaccount",
    "business": "单位 公司 企业 商户 集团 单位客户 business company corporate firm",
}
_SOURCES = {
    "acquaintance": "熟人介绍 熟人 朋友介绍 朋友 亲友介绍 亲友 口碑 acquaintance friend wordofmouth",
    "referral": "会员推荐 老客户推荐 老客户介绍 推荐 转介绍 memberreferral referral referred",
    "passing": "路过 上门 自己上门 到店 门店 passing passingby walkin",
    "estate": "小区 社区 物业 estate community",
    "flyer": "传单 广告 小广告 海报 flyer leaflet ad poster",
    "wechat": "微信 公众号 朋友圈 微信群 wechat",
    "platform": "平台 美团 58 58同城 抖音 淘宝 京东 大众点评 platform",
    "search": "网上搜到 网上 网络 百度 地图 高德 search websearch internet online",
    "phone_book": "电话簿 114 黄页 phonebook yellowpages",
    "partner": "合作方 合作 厂家 厂家派单 partner",
    "event": "活动 event",
    "other": "其他 其它 不详 未知 other unknown",
}
_GENDERS = {
    "female": "女 女士 小姐 太太 阿姨 f female woman ms mrs",
    "male": "男 先生 m male man mr",
}
_CATEGORIES = {
    "ac": "空调 空调器 挂机 柜机 中央空调 ac airconditioner aircon",
    "fridge": "冰箱 冰柜 冷柜 fridge refrigerator freezer",
    "washer": "洗衣机 烘干机 干衣机 洗烘一体机 washer washingmachine dryer",
    "heater": "热水器 燃气热水器 电热水器 壁挂炉 heater waterheater boiler",
    "hood": "油烟机 抽油烟机 烟机 hood rangehood cookerhood",
    "stove": "灶具 燃气灶 灶 电磁炉 stove hob cooker cooktop",
    "tv": "电视 电视机 彩电 tv television",
    "microwave": "微波炉 烤箱 微蒸烤 蒸箱 microwave oven",
    "purifier": "净水器 净水机 空气净化器 净化器 purifier waterfilter waterpurifier",
    "computer": "电脑 笔记本 打印机 路由器 computer laptop pc printer",
    "lock": "锁 门锁 智能锁 指纹锁 lock doorlock smartlock",
    "plumbing": "水管 水暖 马桶 水龙头 管道 下水 plumbing pipe pipes toilet tap",
    "electrics": "电路 灯 灯具 开关 插座 电工 electrics wiring light socket",
    "furniture": "家具 门窗 床 柜子 furniture door window",
    "other": "其他 其它 other",
}
_KINDS = {
    "service": "服务 工时 人工 人工费 服务费 维修 维修费 安装 清洗 service labour labor work",
    "part": "配件 材料 零件 备件 商品 part parts material spare goods",
}


def _codes(said: Mapping[str, str]) -> dict[str, str]:
    return {word: code for code, words in said.items() for word in words.split()}


CHOICES: Mapping[str, Mapping[str, str]] = {
    "customer_type": _codes(_TYPES),
    "source": _codes(_SOURCES),
    "gender": _codes(_GENDERS),
    "category": _codes(_CATEGORIES),
    "kind": _codes(_KINDS),
}
"""Field → word → code."""


def chosen(field: str, said: str) -> str:
    """The code that a shop's word stands for, ``""`` where nobody knows the word.

    A longer word counts by a known one at its end: 美的空调 is 空调, 柜式空调 too.
    """
    words = CHOICES[field]
    plain = "".join(half_width(said).casefold().split()).replace("-", "").replace("/", "")
    if plain in words:
        return words[plain]
    if field == "gender":
        return ""
    ends = [word for word in words if len(word) > 1 and plain.endswith(word)]
    return words[max(ends, key=len)] if ends else ""
