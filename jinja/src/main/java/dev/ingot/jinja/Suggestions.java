package dev.ingot.jinja;

import java.util.Collection;

/** Did-you-mean by edit distance. Stateless. */
public final class Suggestions {

    private Suggestions() {}

    /** "Did you mean 'x'?", or nothing if no candidate is near. */
    public static String didYouMean(String word, Collection<String> candidates) {
        int limit = Math.max(1, word.length() / 3);
        String best = "";
        int bestDistance = limit + 1;
        for (String candidate : candidates) {
            if (Math.abs(candidate.length() - word.length()) > limit) {
                continue;
            }
            int distance = distance(word, candidate);
            if (distance < bestDistance || (distance == bestDistance && candidate.compareTo(best) < 0)) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return bestDistance > limit || best.equals(word) ? "" : "Did you mean '" + best + "'?";
    }

    private static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] swap = before;
            before = row;
            row = swap;
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
                row[j] = Math.min(Math.min(before[j], row[j - 1]) + 1, before[j - 1] + (same ? 0 : 1));
            }
        }
        return row[b.length()];
    }
}
