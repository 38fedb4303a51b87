"""One Apache Kafka node on this machine, as a supervised child process (KRaft, combined mode).

`java` finds a runtime, `jars` fetches Kafka once, `node` owns the data folder and its configuration,
`process` starts and stops the child, `diagnosis` says in plain words why it died, `supervisor` keeps it
answering. Everything outside this package needs nothing of it but a bootstrap address, `host:port`.
"""
