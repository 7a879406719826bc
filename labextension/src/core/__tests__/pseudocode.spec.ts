import { pseudocode } from '../pseudocode';

const drawn = (tex: string): string[] | undefined =>
  pseudocode(tex)?.map(({ depth, word, text, tail, comment }) =>
    '  '
      .repeat(depth)
      .concat([word, text, tail, comment && `// ${comment}`].filter(Boolean).join(' '))
  );

describe('pseudocode', () => {
  it('of algorithmic is read with its blocks', () => {
    const tex = String.raw`\begin{algorithm}[t] \caption{Adam} \label{alg:1}
      \begin{algorithmic}[1]
      \Require step size $\alpha$, \textbf{decay} $\lambda$
      \State $m_0 \gets 0$ \Comment{first moment}
      \For{$t = 1$ \textbf{to} $T$}
        \If{$g_t^{\{i\}} > c$}
          \State $g_t \gets c$ % clipped
        \Else
          \State keep~$g_t$
        \EndIf
      \EndFor
      \State \Return $\theta_T$
      \end{algorithmic} \end{algorithm}`;
    expect(drawn(tex)).toEqual([
      String.raw`Require: step size $\alpha$, decay $\lambda$`,
      String.raw`$m_0 \gets 0$ // first moment`,
      'for $t = 1$ to $T$ do',
      String.raw`  if $g_t^{\{i\}} > c$ then`,
      String.raw`    $g_t \gets c$`,
      '  else',
      '    keep $g_t$',
      String.raw`return $\theta_T$`
    ]);
  });

  it('of algorithm2e is read with its blocks in braces', () => {
    const tex = String.raw`\KwIn{$x$} $y \leftarrow 0$\; \While{$y < 1$}{ $y \leftarrow y + x$\;
      \eIf{$y > 2$}{$a$\;}{$b$\;} } \KwRet{$y$}`;
    expect(drawn(tex)).toEqual([
      'Input: $x$',
      String.raw`$y \leftarrow 0$`,
      'while $y < 1$ do',
      String.raw`  $y \leftarrow y + x$`,
      '  if $y > 2$ then',
      '    $a$',
      '  else',
      '    $b$',
      'return $y$'
    ]);
  });

  it('is nothing else', () => {
    expect(pseudocode(String.raw`\mathbb{E}[X] = \Pr(x)`)).toBeNull();
    expect(pseudocode('first do this, then that')).toBeNull();
    expect(drawn(String.raw`\For{$x$ \State a \EndFor \EndFor`)).toBeDefined();
  });
});
