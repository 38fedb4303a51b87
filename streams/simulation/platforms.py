"""The platforms that the simulated organisation uses: a literal table of hosts, on purpose not the catalogue.

The truth of a simulation must not be worked out by the code that it is there to check. So this table says
for each host by itself which platform it is and whether it counts as use; one test holds it against the
catalogue.
"""

from typing import Final, NamedTuple


class Host(NamedTuple):
    """A host of a platform, as a browser or an app asks for it."""

    name: str
    surface: str
    counts: str
    """`yes`, `weak` or `no`, as in the catalogue."""
    breaks_with: str = ""
    """Its surface group, where that is not the one of its surface."""

    @property
    def group(self) -> str:
        """The surface group that it breaks with."""
        return self.breaks_with or GROUP_OF[self.surface]


PLATFORMS: Final[dict[str, tuple[Host, ...]]] = {
    "facebook": (
        Host("www.facebook.com", "feed", "yes"),
        Host("m.facebook.com", "feed", "yes"),
        Host("business.facebook.com", "business", "yes"),
        Host("upload.facebook.com", "publishing", "yes"),
        Host("rupload.facebook.com", "publishing", "yes"),
        Host("adsmanager.facebook.com", "ads", "yes"),
        Host("edge-chat.facebook.com", "messaging", "yes"),
        Host("graph.facebook.com", "api", "weak"),
        Host("b-graph.facebook.com", "api", "weak"),
        Host("scontent-yyz1-1.xx.fbcdn.net", "media-cdn", "weak"),
        Host("scontent.fyhz1-1.fna.fbcdn.net", "media-cdn", "weak"),
        Host("video-yyz1-1.xx.fbcdn.net", "media-cdn", "weak"),
        Host("connect.facebook.net", "embed", "no"),
    ),
    "instagram": (
        Host("www.instagram.com", "feed", "yes"),
        Host("business.instagram.com", "business", "yes"),
        Host("upload.instagram.com", "publishing", "yes"),
        Host("i.instagram.com", "api", "weak"),
        Host("scontent-yyz1-1.cdninstagram.com", "media-cdn", "weak"),
        Host("platform.instagram.com", "embed", "no"),
    ),
    "whatsapp": (
        Host("web.whatsapp.com", "messaging", "yes"),
        Host("g.whatsapp.net", "messaging", "weak"),
        Host("e1.whatsapp.net", "messaging", "weak"),
        Host("mmg.whatsapp.net", "media-cdn", "weak"),
    ),
    "x": (
        Host("x.com", "feed", "yes"),
        Host("twitter.com", "feed", "yes"),
        Host("pro.x.com", "feed", "yes"),
        Host("upload.x.com", "publishing", "yes"),
        Host("ads.x.com", "ads", "yes"),
        Host("api.x.com", "api", "weak"),
        Host("pbs.twimg.com", "media-cdn", "weak"),
        Host("video.twimg.com", "video", "weak"),
        Host("abs.twimg.com", "embed", "no"),
        Host("platform.twitter.com", "embed", "no"),
    ),
    "linkedin": (
        Host("www.linkedin.com", "feed", "yes"),
        Host("talent.linkedin.com", "business", "yes"),
        Host("realtime.www.linkedin.com", "messaging", "yes"),
        Host("api.linkedin.com", "api", "weak"),
        Host("media.licdn.com", "media-cdn", "weak"),
        Host("static.licdn.com", "embed", "no"),
        Host("px.ads.linkedin.com", "embed", "no"),
    ),
    "youtube": (
        Host("www.youtube.com", "feed", "yes", "media"),
        Host("m.youtube.com", "feed", "yes", "media"),
        Host("studio.youtube.com", "business", "yes"),
        Host("upload.youtube.com", "publishing", "yes"),
        Host("youtubei.googleapis.com", "api", "weak"),
        Host("rr3---sn-gvbxgn-tt1e.googlevideo.com", "video", "weak"),
        Host("rr5---sn-cxaaj5o5q5-tt1y.googlevideo.com", "video", "weak"),
        Host("i.ytimg.com", "embed", "no"),
        Host("www.youtube-nocookie.com", "embed", "no"),
    ),
    "tiktok": (
        Host("www.tiktok.com", "feed", "yes"),
        Host("api.tiktokv.com", "api", "weak"),
        Host("v16-webapp.tiktokcdn.com", "media-cdn", "weak"),
        Host("analytics.tiktok.com", "embed", "no"),
    ),
    "reddit": (
        Host("www.reddit.com", "feed", "yes"),
        Host("oauth.reddit.com", "api", "weak"),
        Host("i.redd.it", "media-cdn", "weak"),
        Host("www.redditstatic.com", "embed", "no"),
    ),
    "flickr": (
        Host("www.flickr.com", "feed", "yes"),
        Host("up.flickr.com", "publishing", "yes"),
        Host("api.flickr.com", "api", "weak"),
        Host("live.staticflickr.com", "embed", "no"),
    ),
    "dropbox": (
        Host("www.dropbox.com", "feed", "yes"),
        Host("content.dropboxapi.com", "publishing", "yes"),
        Host("api.dropboxapi.com", "api", "weak"),
        Host("dl.dropboxusercontent.com", "media-cdn", "weak"),
    ),
    "slack": (
        Host("app.slack.com", "messaging", "yes"),
        Host("wss-primary.slack.com", "messaging", "yes"),
        Host("files.slack.com", "media-cdn", "weak"),
        Host("a.slack-edge.com", "embed", "no"),
    ),
    "wikipedia": (
        Host("en.wikipedia.org", "feed", "yes"),
        Host("fr.wikipedia.org", "feed", "yes"),
        Host("upload.wikimedia.org", "embed", "no"),
    ),
}
"""Platform -> its hosts; the first is where a visit begins.

The names are the catalogue's. `surface` is coarser than the catalogue's where the difference changes nothing
here: whatever does not count as use is called `embed`, and the page one opens is called `feed`.
"""

GROUPS: Final = ("core", "login", "media", "other")
"""Surfaces that break together."""

GROUP_OF: Final[dict[str, str]] = {
    "feed": "core",
    "messaging": "core",
    "publishing": "core",
    "business": "core",
    "ads": "core",
    "api": "login",
    "media-cdn": "media",
    "video": "media",
    "embed": "other",
}
"""Surface -> its group. Nothing here is a page to sign in on: what an app signs in with is its `api`."""

TRAPS: Final = (
    "notfacebook.com",
    "facebook.com.portal.example",
    "www.facebook.com.login.example",
    "netflix-x.com.example",
    "mytwitter.com.example",
    "linkedin.example",
)
"""Hosts that look like a platform's and are not: whole labels decide. They belong to the rest of the web."""
