package dev.ingot.cdc;

import com.github.shyiko.mysql.binlog.network.SSLMode;
import com.github.shyiko.mysql.binlog.network.SSLSocketFactory;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** TLS for the replication protocol: with the certificate's chain and name checked, as far as asked for. */
final class BinlogEncryption {

    private BinlogEncryption() {}

    static SSLSocketFactory of(SSLMode mode, String host) {
        return plain -> {
            try {
                return encrypted(plain, mode, host);
            } catch (GeneralSecurityException | IOException e) {
                SocketException failed = new SocketException("The connection cannot be encrypted: " + e.getMessage());
                failed.initCause(e);
                throw failed;
            }
        };
    }

    private static SSLSocket encrypted(Socket plain, SSLMode mode, String host)
            throws GeneralSecurityException, IOException {
        boolean checked = mode == SSLMode.VERIFY_CA || mode == SSLMode.VERIFY_IDENTITY;
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManager @Nullable [] trusted = checked ? null : new TrustManager[] {new Anybody()};
        context.init(null, trusted, null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, plain.getPort(), true);
        if (mode == SSLMode.VERIFY_IDENTITY) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
        }
        return socket;
    }

    /** What {@code prefer} and {@code require} mean: encrypted, whoever it is. */
    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
