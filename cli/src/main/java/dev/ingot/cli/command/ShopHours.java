package dev.ingot.cli.command;

import dev.ingot.examples.OlistOrders;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A thread in which orders come in, so many a minute, until it is closed or its time is over. */
final class ShopHours {

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable SQLException failure;

    /**
     * @param rate orders a minute
     * @param seconds how long; 0 is until it is closed
     */
    ShopHours(OlistOrders orders, double rate, int seconds) {
        thread = new Thread(
                () -> {
                    try {
                        come(orders, rate, seconds);
                    } catch (SQLException e) {
                        failure = e;
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "orders");
        thread.start();
    }

    private void come(OlistOrders orders, double rate, int seconds) throws SQLException, InterruptedException {
        long begin = System.nanoTime();
        long period = Math.round(60e9 / rate);
        for (long number = 0; seconds == 0 || number * period < seconds * 1_000_000_000L; number++) {
            // Late ones catch up: the rate is kept.
            if (closed.await(begin + number * period - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return;
            }
            orders.next();
        }
    }

    /** Lets no more orders in, and tells why they ended before, if they did. */
    void close() throws SQLException, InterruptedException {
        closed.countDown();
        thread.join();
        if (failure != null) {
            throw failure;
        }
    }
}
