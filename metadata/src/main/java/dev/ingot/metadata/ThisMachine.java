package dev.ingot.metadata;

import dev.ingot.core.store.RunOwner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The real {@link Liveness}: looks at the processes of this machine. */
final class ThisMachine implements Liveness {

    /** A process's start is computed from the boot time, which the system corrects now and then. */
    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    private final String host = hostName();
    private final String machine = machineId(host);

    @Override
    public RunOwner owner(String run) {
        ProcessHandle self = ProcessHandle.current();
        return new RunOwner(run, host, machine, self.pid(), Times.stored(start(self)));
    }

    @Override
    public boolean dead(RunOwner owner) {
        if (!owner.machine().equals(machine)) {
            return false;
        }
        Optional<ProcessHandle> process = ProcessHandle.of(owner.pid()).filter(ProcessHandle::isAlive);
        return process.isEmpty()
                || Duration.between(start(process.get()), owner.processStart())
                                .abs()
                                .compareTo(TOLERANCE)
                        > 0;
    }

    /** The epoch where the system does not say: then the process id alone has to do. */
    private static Instant start(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A machine without a resolvable name still has one for its people.
            return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("localhost");
        }
    }

    /**
     * Two containers can have one host name and still not see each other's processes; one machine has other processes
     * after a restart. On Linux the boot id and the process namespace tell them apart.
     */
    private static String machineId(String host) {
        Path boot = Path.of("/proc/sys/kernel/random/boot_id");
        Path namespace = Path.of("/proc/self/ns/pid");
        try {
            return Files.readString(boot).strip() + "/" + Files.readSymbolicLink(namespace);
        } catch (IOException | UnsupportedOperationException e) {
            return host;
        }
    }
}
