"""Names of people: surname and given name, and the masked form for papers and lists.

Must not know how a name sounds: that is rules/pinyin.py.
"""

import unicodedata

_COMPOUND = (
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 "
    "皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 "
    "子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 "
    "段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 公坚 "
    "左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙 南荣 东里 东宫 仲长 子书 子桑 即墨 达奚 "
    "褚师 贺兰 单于 哈尔 完颜 富察 叶赫 那拉 纳兰 欧陽 諸葛 司馬 尉遲 "
)
COMPOUND_SURNAMES = frozenset(_COMPOUND.split())
_TITLES = (
    "先生 女士 小姐 太太 师傅 老师 阿姨 叔叔 大爷 大妈 大叔 大姐 大哥 奶奶 爷爷 经理 老板 医生 主任"
)
TITLES = frozenset(_TITLES.split())
"""Words that stand for the given name; there is nothing to mask in 张阿姨."""


def is_han(character: str) -> bool:
    """Whether a character is a Han ideograph (〇 counts; punctuation, radicals and strokes do not)."""
    if character == "〇":
        return True
    return character.isalnum() and unicodedata.name(character, "").startswith("CJK ")


def split_name(name: str) -> tuple[str, str]:
    """Surname and given name of a name in Han; any other name is all surname.

    A compound surname is taken where something follows it: 欧阳锋 is 欧阳 + 锋, 司马 is 司 + 马.
    """
    if not name or not is_han(name[0]):
        return name, ""
    length = 2 if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else 1
    return name[:length], name[length:]


def masked_name(name: str) -> str:
    """A name that tells its owner it is theirs and others little.

    张桂兰 → 张*兰, 李雷 → 李*, 欧阳锋 → 欧阳*, 欧阳娜娜 → 欧阳*娜, 张阿姨 → 张阿姨,
    阿不都·热合曼 → 阿*·热*, Anna Smith → A*** S***, one character → *. Never raises.
    """
    stripped = name.strip()
    if not stripped.strip("*"):  # nobody, or somebody whose data was erased
        return stripped
    if all(is_han(character) for character in stripped):
        return _masked_han(stripped)
    parts = stripped.replace("・", "·").replace("•", "·").split("·")
    stars = "*" if all(part and is_han(part[0]) for part in parts) else "***"
    return "·".join(
        " ".join(f"{word[0]}{stars}" for word in part.split()) for part in parts if part.strip()
    )


def _masked_han(name: str) -> str:
    if len(name) == 1:
        return "*"
    surname, given = split_name(name)
    if given in TITLES:
        return name
    if len(given) == 1:
        return f"{surname}*"
    return f"{surname}{'*' * min(len(given) - 1, 3)}{given[-1]}"
