/* Squid's native lines, checked and cut in one pass: the same answers as `squid_lines.lines_of`, to the last
   byte, which `tests/contracts/test_squid_lines.py` holds against it. Plain C99 without Python; called
   through ctypes. `data` is followed by at least 64 readable bytes. */

#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { PARSED = 0, SKIPPED = 1, TOO_LONG = 2, NOT_THIS_FORMAT = 3, TOO_FEW_FIELDS = 4, BAD_TIME = 5, BAD_NUMBER = 6 };
enum { TIME, ELAPSED, CLIENT, RESULT, BYTES, METHOD, URL, USER, PEER, FIELDS = 10 };
enum { OF_A_HOST, ENDS_A_HOST, UNUSUAL };
#define CUT 6
#define LONGEST_HIERARCHY 40
#define LONGEST_LINE 65536
#define EARLIEST_MS INT64_C(31536000000)
#define LATEST_MS INT64_C(4102444800000)
#define LONGEST_ELAPSED_MS INT64_C(10000000000)
#define MOST_BYTES INT64_C(1000000000000)
#define LONGEST_SCHEME 12
#define FACTOR UINT64_C(0x9E3779B97F4A7C15)

struct field { const uint8_t *start, *end; };

/* A whole number of 1 to 16 digits, or -1. */
static int64_t number(const uint8_t *at, const uint8_t *end)
{
    int64_t value = 0;
    if (end - at < 1 || end - at > 16) return -1;
    for (; at < end; at++) {
        unsigned digit = *at - '0';
        if (digit > 9) return -1;
        value = value * 10 + digit;
    }
    return value;
}

/* `1795545441.460 ` as Unix milliseconds, or -1. */
static int64_t stamp(const uint8_t *at)
{
    int64_t seconds = number(at, at + 10), ms;
    if (seconds < 0 || at[10] != '.' || (ms = number(at + 11, at + 14)) < 0 || at[14] > 0x20) return -1;
    return seconds * 1000 + ms;
}

/* The hash of `Spans.hashes`. */
static uint64_t hash(struct field text, uint64_t seed, uint64_t salt)
{
    int64_t left = text.end - text.start;
    uint64_t mixed = (uint64_t)left * FACTOR ^ seed, word;
    const uint8_t *at = text.start;
    do {
        for (int step = 0; step < 2; step++, at += 8, left -= 8) {
            memcpy(&word, at, 8);
            if (left < 8) word = left > 0 ? word & ~UINT64_C(0) >> (64 - 8 * left) : 0;
            mixed = (mixed ^ word) * FACTOR;
            mixed ^= mixed >> 29;
            mixed *= salt;
        }
    } while (left > 0);
    return (mixed ^ mixed >> 32) | UINT64_C(1) << 63;
}

/* Which of the next 64 bytes are blanks or controls, the first as the lowest bit. */
static uint64_t blanks(const uint8_t *at)
{
    uint64_t mask = 0;
#ifdef __SSE2__
    const __m128i blank = _mm_set1_epi8(0x20);
    for (int part = 0; part < 4; part++) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(at + 16 * part));
        __m128i found = _mm_cmpeq_epi8(_mm_min_epu8(bytes, blank), bytes);
        mask |= (uint64_t)_mm_movemask_epi8(found) << 16 * part;
    }
#else
    for (int part = 0; part < 8; part++) {
        uint64_t word = 0, high;
        for (int byte = 8; byte-- > 0;) word = word << 8 | at[8 * part + byte];
        high = word | ((word & UINT64_C(0x7F7F7F7F7F7F7F7F)) + UINT64_C(0x5F5F5F5F5F5F5F5F)); /* above 0x20 */
        word = ~high >> 7 & UINT64_C(0x0101010101010101);
        mask |= word * UINT64_C(0x0102040810204080) >> 56 << 8 * part;
    }
#endif
    return mask;
}

/* The first FIELDS fields of a line, and how many there are of them. */
static int fields(const uint8_t *at, const uint8_t *end, struct field *found)
{
    const uint8_t *edges[2 * FIELDS + 128];
    uint64_t before = 1;
    int count = 0;
    for (; at < end && count < 2 * FIELDS; at += 64) {
        uint64_t mask = blanks(at), changes = mask ^ (mask << 1 | before);
        if (end - at < 64) { /* as if blanks followed */
            mask |= ~UINT64_C(0) << (end - at);
            changes = mask ^ (mask << 1 | before);
        }
        for (; changes; changes &= changes - 1) edges[count++] = at + __builtin_ctzll(changes);
        before = mask >> 63;
    }
    if (count & 1) edges[count++] = end;
    if (count > 2 * FIELDS) count = 2 * FIELDS;
    for (int edge = 0; edge < count; edge += 2) found[edge / 2] = (struct field){ edges[edge], edges[edge + 1] };
    return count / 2;
}

/* What becomes of one line; the numbers of a parsed one. */
static uint8_t judged(const uint8_t *start, const uint8_t *end, struct field *found, int64_t *seen_ms, int64_t *elapsed_ms, int64_t *bytes)
{
    const uint8_t *text_end = end > start && end[-1] == '\r' ? end - 1 : end;
    int count = fields(start, end, found), minus;
    const uint8_t *status;
    if (text_end - start > LONGEST_LINE) return TOO_LONG;
    if (count == 0) return SKIPPED;
    if ((*seen_ms = stamp(start)) < 0) return NOT_THIS_FORMAT;
    if (count < FIELDS) return TOO_FEW_FIELDS;
    if (*seen_ms < EARLIEST_MS || *seen_ms >= LATEST_MS) return BAD_TIME;
    minus = *found[ELAPSED].start == '-';
    *elapsed_ms = number(found[ELAPSED].start + minus, found[ELAPSED].end);
    *bytes = number(found[BYTES].start, found[BYTES].end);
    status = found[RESULT].end - 3;
    if (*elapsed_ms < 0 || *bytes < 0 || *bytes > MOST_BYTES) return BAD_NUMBER;
    if (status - found[RESULT].start < 2 || status[-1] != '/' || number(status, status + 3) < 0) return BAD_NUMBER;
    if (*elapsed_ms > LONGEST_ELAPSED_MS) *elapsed_ms = -1;
    if (minus) *elapsed_ms = 0;
    return PARSED;
}

/* Whether a host may be a known one: its last bytes, eight or fewer, are those of a known name. A table of names
   has a power of two of places, `mask` + 1; the bits of `lengths` say how many bytes its names have. */
static int is_known(const uint8_t *host, const uint8_t *end, const uint64_t *names, uint64_t mask, unsigned lengths)
{
    uint64_t word, key, place;
    memcpy(&word, end - 8, 8);
    word |= UINT64_C(0x2020202020202020); /* lower case; what else becomes alike is told apart later */
    for (int length = 8; length > 0; length--) {
        if (!(lengths >> length & 1) || end - host < length) continue;
        key = word >> (64 - 8 * length);
        for (place = key * FACTOR >> 32 & mask; names[place]; place = (place + 1) & mask)
            if (names[place] == key) return 1;
    }
    return 0;
}

/* Whether a request may have gone to a known host. Never misses one: it says so of whatever is written in an
   unusual way. `host:port` of a CONNECT and absolute URIs have a host, anything else has none. */
static int is_wanted(struct field url, int is_connect, const uint8_t *signs, const uint64_t *names, uint64_t mask,
    unsigned lengths)
{
    const uint8_t *at = url.start, *host, *end = url.end;
    const uint8_t *colon = memchr(at, ':', end - at < LONGEST_SCHEME + 1 ? end - at : LONGEST_SCHEME + 1);
    int has_scheme = colon && end - colon > 2 && colon[1] == '/' && colon[2] == '/';
    if (has_scheme == is_connect) return is_connect; /* a CONNECT with a scheme is looked at; neither has no host */
    host = at = has_scheme ? colon + 3 : at;
    while (at < end && signs[*at] == OF_A_HOST) at++;
    if (at < end && *at == ':') {
        for (colon = at + 1; colon < end && *colon >= '0' && *colon <= '9';) colon++;
        if (colon < end && (*colon == ':' || signs[*colon] != ENDS_A_HOST)) return 1;
    } else if (at < end && signs[*at] == UNUSUAL) {
        return 1;
    }
    return at > host && (at[-1] == '.' || is_known(host, at, names, mask, lengths));
}

/* What each sign is in a host. */
static void tell_signs(uint8_t *signs)
{
    static const uint8_t usual[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_", ends[] = "/?#:";
    memset(signs, UNUSUAL, 256);
    for (const uint8_t *sign = usual; *sign; sign++) signs[*sign] = OF_A_HOST;
    for (const uint8_t *sign = ends; *sign; sign++) signs[*sign] = ENDS_A_HOST;
}

/* All lines of a block; returns how many were parsed and wanted, whose columns are filled, of `most` at most.
   Where there are `names`, a line is wanted too that may have gone to a host below one of them. `numbers` are three columns: rows, elapsed times and bytes; `places` are the starts and then the lengths of
   CLIENT to PEER without the bytes, and `hashes` theirs. */
int64_t holdfast_squid_lines(const uint8_t *data, const int64_t *newlines, const uint8_t *wanted, uint8_t *verdicts,
    int64_t *seen_ms, int64_t *numbers, int64_t *places, uint64_t *hashes, const uint64_t *names, int64_t lines,
    int64_t most, uint64_t seed, uint64_t salt, uint64_t mask, uint64_t lengths)
{
    static const int cut[] = { CLIENT, RESULT, METHOD, URL, USER, PEER };
    struct field found[FIELDS];
    uint8_t signs[256];
    int64_t row = 0, start = 0, elapsed_ms, bytes;
    tell_signs(signs);
    for (int64_t line = 0; line < lines; start = newlines[line++] + 1) {
        verdicts[line] = judged(data + start, data + newlines[line], found, seen_ms + line, &elapsed_ms, &bytes);
        if (verdicts[line] != PARSED) continue;
        if (!wanted[line]) {
            int64_t size = found[METHOD].end - found[METHOD].start;
            int is_connect = size == 7 && memcmp(found[METHOD].start, "CONNECT", 7) == 0;
            if (!names || !is_wanted(found[URL], is_connect, signs, names, mask, lengths)) continue;
        }
        numbers[row] = line;
        numbers[most + row] = elapsed_ms;
        numbers[2 * most + row] = bytes;
        if (found[PEER].end - found[PEER].start > LONGEST_HIERARCHY)
            found[PEER].end = found[PEER].start + LONGEST_HIERARCHY;
        const uint8_t *slash = memchr(found[PEER].start, '/', found[PEER].end - found[PEER].start);
        if (slash) found[PEER].end = slash;
        for (int column = 0; column < CUT; column++) {
            struct field text = found[cut[column]];
            places[column * most + row] = text.start - data;
            places[(CUT + column) * most + row] = text.end - text.start;
            hashes[column * most + row] = hash(text, seed, salt);
        }
        row++;
    }
    return row;
}
