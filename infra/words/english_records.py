"""English of the records of own accounts: their pages, and what stands in the audit log of them."""

REASONS: dict[str, str] = {
    "records-reason-missing": "Say why; it stands beside what you do.",
    "records-reason-too-long": "Say it in at most {most:count character|characters}.",
    "records-review-not-later": (
        "Name a day from tomorrow on when somebody looks whether the hold is still needed."
    ),
    "records-range-empty": "The time ends before it begins; its last day is not in it.",
    "records-class-unknown": "There is no such class in the settings.",
    "records-nothing-due": "Nothing is due that is not held or proposed already.",
    "records-export-too-large": (
        "That is too much for one file: it takes at most {records:count record|records} and {bytes:size}. "
        "Narrow the search, and take several files."
    ),
    "record-missing": "There is no record of that number.",
    "record-settled": "It is destroyed, or proposed for disposal; refuse the disposal first.",
    "hold-missing": "There is no such hold, or it has ended already.",
    "disposal-missing": "There is no such disposal, or it is decided already.",
    "disposal-same-person": (
        "Whoever proposed a disposal cannot approve it; another person of the role has to."
    ),
    "disposal-changed": "Meanwhile a hold was laid or lifted. Nothing was destroyed; look at it again.",
}

LABELS: dict[str, str] = {
    "hub.records": "Records",
    "records.title": "Records of our own accounts",
    "records.what": (
        "What our accounts published and received, kept because it has to be. Each search, view and export "
        "stands in the audit log."
    ),
    "records.pages": "Pages about records",
    "records.search": "Search",
    "records.search.go": "Search",
    "records.holds": "Holds",
    "records.disposals": "Disposals",
    "records.any": "any",
    "records.any-account": "all accounts",
    "records.account": "Account",
    "records.class": "Class",
    "records.unclassified": "not classified",
    "records.direction": "Direction",
    "records.direction.in": "received",
    "records.direction.out": "published",
    "records.from": "From",
    "records.until": "Until (that day is not in it)",
    "records.from-moment": "from {at:word}",
    "records.until-moment": "until {at:word}",
    "records.words": "Words in it",
    "records.words.cost": (
        "Words are looked for in opened contents: at most {most:count record|records} in one search, which "
        "takes about a second. Narrow it by account and time first."
    ),
    "records.found": "Found",
    "records.opened": "{opened:count record was|records were} opened for it.",
    "records.none": "Nothing of that kind is kept.",
    "records.next": "Search on in older ones",
    "records.number": "Number",
    "records.at": "When",
    "records.kept-at": "Kept since",
    "records.form": "Form",
    "records.state": "State",
    "records.state.kept": "kept",
    "records.state.proposed": "proposed for disposal",
    "records.state.destroyed": "destroyed",
    "records.held": "on hold",
    "records.one": "Record {number:word}",
    "records.ends": "To be kept until",
    "records.ends.never": "nobody has said; it stays",
    "records.hash": "Hash in the chain",
    "records.content": "Content",
    "records.masked": "Masked: {masks:word}. The whole is exported only, with a reason.",
    "records.broken": (
        "This content does not open: it was changed, or its key is missing. `holdfast records verify` says "
        "more; compare the store with a backup."
    ),
    "records.broken.some": (
        "{records:count record does|records do} not open, the first of them number {first:word}."
    ),
    "records.destroyed": "Destroyed in disposal {disposal:word}; what is known of it stays.",
    "records.no-text": (
        "This is no text that can be shown ({kind:word}, {size:size}). It can be exported whole."
    ),
    "records.deeds": "Classify it, or lay a hold",
    "records.classify": "Save the class",
    "records.reason": "Why",
    "records.export": "Export what is asked for above, words aside",
    "records.export.what": (
        "A ZIP with one JSON line a record and a manifest with hashes. Words are no part of it: it holds "
        "all records of the account, class, direction and time above."
    ),
    "records.export.unmasked": "Whole, without masking",
    "records.export.reason": "Needed where it is not masked.",
    "records.export.go": "Export",
    "records.holds.what": (
        "What is on hold cannot be destroyed, whatever its class, until somebody ends the hold. It never "
        "ends by itself."
    ),
    "records.holds.none": "No hold was ever laid.",
    "records.hold": "Hold {number:word}",
    "records.hold.holds": "holds",
    "records.hold.ended": "ended",
    "records.hold.review-due": "to be looked at",
    "records.hold.laid": "laid by {role:word}",
    "records.hold.end": "End hold {number:word}",
    "records.hold.end.go": "End it",
    "records.hold.lay": "Lay a hold",
    "records.hold.this": "Lay a hold on this record",
    "records.hold.record": "One record",
    "records.hold.record.hint": "Its number; then account and time do not count.",
    "records.review": "to be looked at on {on:word}",
    "records.review.on": "To be looked at on",
    "records.disposals.what": (
        "What its class says need no longer be kept is destroyed once one person proposes it and another "
        "approves. What is known of a record beside its content stays, and so does its place in the chain."
    ),
    "records.due": "Due today",
    "records.due.class": "{name:word}: {records:count record|records}",
    "records.due.none": "Nothing is due today.",
    "records.propose": "Propose to destroy what is due",
    "records.disposals.all": "Disposals so far",
    "records.disposals.none": "Nothing was ever proposed.",
    "records.disposal": "Disposal {number:word}",
    "records.disposal.proposed": "waits for another person",
    "records.disposal.destroyed": "destroyed",
    "records.disposal.refused": "refused",
    "records.disposal.proposed-by": "{records:count record|records} proposed by",
    "records.disposal.held": "{records:count of them is|of them are} on hold and will stay.",
    "records.disposal.look": "Look at the records of disposal {number:word}",
    "records.in-disposal": "Number of a disposal",
    "records.kept-too": (
        "Beside this, what our own accounts publish and receive is kept as records, in a store apart and "
        "sealed. Nobody but the role for records reads it, and each search, view and export is in the audit "
        "log."
    ),
    "records.disposal.decided": "decided by",
    "records.certificate": (
        "Certificate: {records:count record|records}, from number {first:word} to {last:word}"
    ),
    "records.approve": "Approve disposal {number:word}: destroy",
    "records.approve.other": "Another person has to approve it.",
    "records.refuse": "Refuse disposal {number:word}",
    "records.chain.holds": (
        "The chain holds and all contents open: {records:count record|records}, the newest with the hash "
        "{hash:word}."
    ),
    "records.chain.empty": "There is no record yet.",
    "records.chain.missing": "The chain does not hold: record {number:word} is missing.",
    "records.chain.altered": "The chain does not hold: what is known of record {number:word} was changed.",
    "records.chain.not-behind": (
        "The chain does not hold: record {number:word} does not name the one before it."
    ),
    "records.chain.unopened": (
        "Record {number:word} does not open, and was not destroyed: it was changed, or the key file lacks "
        "its key."
    ),
    "records.chain.exchanged": "The content of record {number:word} is not the one that was kept.",
    "records.chain.not-among": (
        "No record has the hash {hash:word}: the end of the chain was cut off, or it was rewritten."
    ),
    "audit.searched-records": "searched records",
    "audit.opened-record": "opened a record",
    "audit.exported-records": "exported records",
    "audit.records-changed": "changed holds, classes or disposals of records",
    "audit.records-destroyed": "had records destroyed",
    "right.see-records": "search and read records of own accounts",
    "right.export-records": "export records",
    "right.hold-records": "lay and end holds, classify records",
    "right.dispose-of-records": "propose and approve that records are destroyed",
}
