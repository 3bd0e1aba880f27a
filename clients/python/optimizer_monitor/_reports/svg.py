"""Pictures as SVG, by hand: no library is needed, and any browser shows them."""

from typing import Callable, List, Optional, Sequence, Tuple
from xml.sax.saxutils import escape, quoteattr

from .scales import Scale

#: Told apart also by those who do not see all colours (Okabe and Ito), dark enough for thin lines on white.
COLORS = ("#0072b2", "#d55e00", "#00875f", "#a8577e", "#8a6d00", "#3d8fc4", "#555555")
DASHES = ("", "8 3", "3 2", "11 3 3 3", "1.5 2.5")
INK, MUTED, GRID = "#1f2328", "#57606a", "#e4e7eb"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"

Point = Tuple[float, float]


class Picture:
    """An SVG document that grows by elements; sizes in pixels."""

    def __init__(self, width: int, height: int, title: str) -> None:
        self.width = width
        self.height = height
        self.title = title
        self._parts: List[str] = []

    def add(self, element: str) -> None:
        """An element as it is."""
        self._parts.append(element)

    def text(
        self, x: float, y: float, text: str, size: int = 12, anchor: str = "start", fill: str = INK, weight: str = "400"
    ) -> None:
        """A line of text; `y` is its baseline."""
        self.add(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{fill}" '
            f'font-weight="{weight}">{escape(_printable(text))}</text>'
        )

    def line(self, start: Point, end: Point, stroke: str = GRID, width: float = 1.0, dash: str = "") -> None:
        """A straight line."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.add(
            f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" stroke="{stroke}" '
            f'stroke-width="{width}"{dashed}/>'
        )

    def path(
        self, points: Sequence[Point], stroke: str, dash: str = "", width: float = 1.8, opacity: float = 1.0
    ) -> None:
        """A line through points; a single point is a dot."""
        if len(points) == 1:
            self.add(f'<circle cx="{points[0][0]:.1f}" cy="{points[0][1]:.1f}" r="3" fill="{stroke}"/>')
            return
        drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.add(
            f'<polyline points="{drawn}" fill="none" stroke="{stroke}" stroke-width="{width}" stroke-linejoin="round" '
            f'stroke-opacity="{opacity}"{dashed}/>'
        )

    def bar(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """A filled rectangle."""
        size = f'width="{max(width, 0):.1f}" height="{height:.1f}"'
        self.add(f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="{fill}" rx="1.5"/>')

    def to_svg(self) -> str:
        """The document."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}" '
            f'viewBox="0 0 {self.width} {self.height}" role="img" aria-label={quoteattr(_printable(self.title))} '
            f'font-family="{FONT}">'
        )
        ground = f'<rect width="{self.width}" height="{self.height}" fill="#ffffff"/>'
        return "\n".join([head, f"<title>{escape(_printable(self.title))}</title>", ground, *self._parts, "</svg>", ""])


class Area:
    """The part of a picture that a chart is drawn in, with its axes; edges in pixels."""

    def __init__(self, picture: Picture, left: float, top: float, right: float, bottom: float) -> None:
        self.picture = picture
        self.left, self.top, self.right, self.bottom = left, top, right, bottom

    def draw_axes(
        self,
        x: Scale,
        y: Scale,
        x_label: Callable[[float], str],
        y_label: Callable[[float], str],
        titles: Tuple[Optional[str], Optional[str]],
    ) -> None:
        """Horizontal grid lines, ticks with labels, and what the axes are."""
        picture = self.picture
        for tick in y.ticks:
            at = y.place(tick)
            picture.line((self.left, at), (self.right, at))
            picture.text(self.left - 8, at + 4, y_label(tick), 11, "end", MUTED)
        for tick in x.ticks:
            at = x.place(tick)
            picture.line((at, self.bottom), (at, self.bottom + 4), MUTED)
            picture.text(at, self.bottom + 17, x_label(tick), 11, "middle", MUTED)
        picture.line((self.left, self.bottom), (self.right, self.bottom), MUTED)
        if titles[0] is not None:
            picture.text((self.left + self.right) / 2, self.bottom + 36, titles[0], 12, "middle", MUTED)
        if titles[1] is not None:
            picture.text(self.left, self.top - 8, titles[1], 11, "start", MUTED)


def text_width(text: str, size: int = 12) -> float:
    """About how wide a text is, for leaving room; fonts differ, so a little more than most need."""
    return sum(0.36 if letter in "iljtf.,:;|!' ()" else 0.9 if letter in "mwMW%@" else 0.6 for letter in text) * size


def shorten(text: str, width: float, size: int = 12) -> str:
    """The text, or as much of its beginning and end as has room: what tells names apart is often at the end."""
    if text_width(text, size) <= width:
        return text
    kept = len(text) - 1
    while kept > 1 and text_width(_ends(text, kept), size) > width:
        kept -= 1
    return _ends(text, kept)


def _ends(text: str, kept: int) -> str:
    return f"{text[: kept - kept // 2].rstrip()}…{text[len(text) - kept // 2 :].lstrip()}"


def _printable(text: str) -> str:
    """Without what XML may not hold."""
    return "".join(
        letter for letter in text if letter in "\t\n" or " " <= letter and not "\ud800" <= letter <= "\udfff"
    )
