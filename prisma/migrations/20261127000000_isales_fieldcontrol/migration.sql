-- Projects of iSales and what FieldControl is told of them. The first program's five tables keep their
-- names, with its spelling. `pendencia`, `sync_execucao` and `envio_tentativa` are views over the ledgers
-- held, run and write_intent, so that nothing is written down twice.
ALTER TABLE "held" ADD COLUMN "last_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    ADD COLUMN "times" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "write_intent" ADD COLUMN "answers" JSONB NOT NULL DEFAULT '[]';

CREATE TABLE "cliente" (
    "id" BIGSERIAL NOT NULL,
    "account" TEXT NOT NULL DEFAULT 'default',
    "nome" TEXT NOT NULL,
    "doc_pessoal" TEXT,
    "doc_informado" TEXT,
    "email" TEXT,
    "telefone" TEXT,
    "telefone_e164" TEXT,
    "telefone_secundario" TEXT,
    "telefone_secundario_e164" TEXT,
    "isales_cliente_id" TEXT NOT NULL,
    "field_id" TEXT,
    "criado_pelo_script" BOOLEAN NOT NULL DEFAULT false,
    "local_principal_field_id" TEXT,
    "hash_contatos" TEXT,
    "criado_em" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "atualizado_em" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "cliente_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "cliente_isales" (
    "account" TEXT NOT NULL,
    "isales_cliente_id" TEXT NOT NULL,
    "cliente_id" BIGINT NOT NULL,

    CONSTRAINT "cliente_isales_pkey" PRIMARY KEY ("account","isales_cliente_id")
);

CREATE TABLE "endereco" (
    "id" BIGSERIAL NOT NULL,
    "account" TEXT NOT NULL DEFAULT 'default',
    "cliente_id" BIGINT NOT NULL,
    "chave" TEXT NOT NULL,
    "cep" TEXT,
    "logradouro" TEXT,
    "numero" TEXT,
    "complemento" TEXT,
    "bairro" TEXT,
    "cidade" TEXT,
    "estado" TEXT,
    "ibge" TEXT,
    "link_localizacao" TEXT,
    "latitude" DECIMAL(10,7),
    "longitude" DECIMAL(10,7),
    "precisao" TEXT,
    "provedor" TEXT,
    "consulta" TEXT,
    "osm_ref" TEXT,
    "geocodificado_em" TIMESTAMPTZ(3),
    "geo_hash" TEXT,
    "geo_problemas" JSONB,
    "location_field_id" TEXT,

    CONSTRAINT "endereco_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "os" (
    "id" BIGSERIAL NOT NULL,
    "account" TEXT NOT NULL DEFAULT 'default',
    "isales_id" TEXT NOT NULL,
    "quadro_id" TEXT,
    "isales_cliente_id" TEXT NOT NULL,
    "tipo_servico" TEXT,
    "coluna_id" INTEGER NOT NULL,
    "estado_atual" TEXT NOT NULL,
    "vendedor" TEXT,
    "data_fechamento" TIMESTAMPTZ(3),
    "data_fechamento_texto" TEXT,
    "modulos" TEXT,
    "inversor1" TEXT,
    "inversor2" TEXT,
    "inversor3" TEXT,
    "valor" DECIMAL(14,2),
    "valor_texto" TEXT,
    "observacoes" TEXT,
    "acesso" TEXT,
    "field_id" TEXT,
    "criado_pelo_script" BOOLEAN NOT NULL DEFAULT false,
    "cliente_id" BIGINT,
    "endereco_id" BIGINT,
    "hash_dados" TEXT,
    "problemas" JSONB NOT NULL DEFAULT '[]',
    "criado_em" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "visto_em" TIMESTAMPTZ(3) NOT NULL,
    "lido_em" TIMESTAMPTZ(3),
    "ausente_desde" TIMESTAMPTZ(3),
    "ausencia_avisada" TIMESTAMPTZ(3),

    CONSTRAINT "os_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "pagamento" (
    "id" BIGSERIAL NOT NULL,
    "account" TEXT NOT NULL DEFAULT 'default',
    "os_id" BIGINT NOT NULL,
    "forma_pgto" TEXT,
    "responsavel_financiamento" TEXT,
    "valor_seguro" DECIMAL(14,2),
    "valor_seguro_texto" TEXT,
    "observacoes" TEXT,

    CONSTRAINT "pagamento_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "os_status_historico" (
    "id" BIGSERIAL NOT NULL,
    "account" TEXT NOT NULL DEFAULT 'default',
    "os_id" BIGINT NOT NULL,
    "seq" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "data_status" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "observacao" TEXT,
    "coluna_id" INTEGER NOT NULL,
    "coluna_anterior" INTEGER,
    "tipo_servico" TEXT,
    "observado_em" TIMESTAMPTZ(3) NOT NULL,
    "run_id" UUID,
    "dados" JSONB NOT NULL DEFAULT '{}',
    "enviado_field" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "os_status_historico_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "envio_field" (
    "id" BIGSERIAL NOT NULL,
    "account" TEXT NOT NULL DEFAULT 'default',
    "os_id" BIGINT NOT NULL,
    "historico_id" BIGINT NOT NULL,
    "seq" INTEGER NOT NULL,
    "tipo" TEXT NOT NULL,
    "chave" TEXT NOT NULL,
    "estado" TEXT NOT NULL,
    "motivo" TEXT,
    "tipo_servico" TEXT,
    "coluna_id" INTEGER NOT NULL,
    "objeto" TEXT,
    "field_id" TEXT,
    "ref_envio_id" BIGINT,
    "cliente_field_id" TEXT,
    "location_field_id" TEXT,
    "tentativas" INTEGER NOT NULL DEFAULT 0,
    "falhas" INTEGER NOT NULL DEFAULT 0,
    "nome_enviado" TEXT,
    "proximo_em" TIMESTAMPTZ(3),
    "erro" TEXT,
    "request_hash" TEXT,
    "criado_em" TIMESTAMPTZ(3) NOT NULL,
    "enviado_em" TIMESTAMPTZ(3),
    "situacao" TEXT,
    "order_field_id" TEXT,
    "visto_em" TIMESTAMPTZ(3),
    "sumido_desde" TIMESTAMPTZ(3),

    CONSTRAINT "envio_field_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "isales_snapshot" (
    "account" TEXT NOT NULL,
    "isales_id" TEXT NOT NULL,
    "tipo" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "corpo" JSONB NOT NULL,
    "primeira_em" TIMESTAMPTZ(3) NOT NULL,
    "ultima_em" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "isales_snapshot_pkey" PRIMARY KEY ("account","isales_id","tipo","hash")
);

CREATE TABLE "geo_cache" (
    "chave" TEXT NOT NULL,
    "texto" TEXT NOT NULL,
    "lido_em" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "geo_cache_pkey" PRIMARY KEY ("chave")
);

CREATE INDEX "geo_cache_lido_em_idx" ON "geo_cache"("lido_em");

CREATE UNIQUE INDEX "cliente_account_doc_pessoal_key" ON "cliente"("account", "doc_pessoal");
CREATE UNIQUE INDEX "cliente_account_isales_cliente_id_key" ON "cliente"("account", "isales_cliente_id");
CREATE UNIQUE INDEX "cliente_account_field_id_key" ON "cliente"("account", "field_id");
CREATE INDEX "cliente_isales_cliente_id_idx" ON "cliente_isales"("cliente_id");
CREATE UNIQUE INDEX "endereco_cliente_id_chave_key" ON "endereco"("cliente_id", "chave");
CREATE INDEX "endereco_account_location_field_id_idx" ON "endereco"("account", "location_field_id");
CREATE INDEX "os_account_lido_em_idx" ON "os"("account", "lido_em");
CREATE INDEX "os_cliente_id_idx" ON "os"("cliente_id");
CREATE INDEX "os_endereco_id_idx" ON "os"("endereco_id");
CREATE UNIQUE INDEX "os_account_isales_id_key" ON "os"("account", "isales_id");
CREATE UNIQUE INDEX "os_account_field_id_key" ON "os"("account", "field_id");
CREATE UNIQUE INDEX "pagamento_os_id_key" ON "pagamento"("os_id");
CREATE UNIQUE INDEX "os_status_historico_os_id_seq_key" ON "os_status_historico"("os_id", "seq");
CREATE INDEX "envio_field_historico_id_idx" ON "envio_field"("historico_id");
CREATE INDEX "envio_field_ref_envio_id_idx" ON "envio_field"("ref_envio_id");
CREATE UNIQUE INDEX "envio_field_account_chave_key" ON "envio_field"("account", "chave");
CREATE UNIQUE INDEX "envio_field_account_field_id_key" ON "envio_field"("account", "field_id");
CREATE UNIQUE INDEX "envio_field_os_id_seq_key" ON "envio_field"("os_id", "seq");
ALTER TABLE "cliente_isales" ADD CONSTRAINT "cliente_isales_cliente_id_fkey" FOREIGN KEY ("cliente_id") REFERENCES "cliente"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "endereco" ADD CONSTRAINT "endereco_cliente_id_fkey" FOREIGN KEY ("cliente_id") REFERENCES "cliente"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "os" ADD CONSTRAINT "os_cliente_id_fkey" FOREIGN KEY ("cliente_id") REFERENCES "cliente"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "os" ADD CONSTRAINT "os_endereco_id_fkey" FOREIGN KEY ("endereco_id") REFERENCES "endereco"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "pagamento" ADD CONSTRAINT "pagamento_os_id_fkey" FOREIGN KEY ("os_id") REFERENCES "os"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "os_status_historico" ADD CONSTRAINT "os_status_historico_os_id_fkey" FOREIGN KEY ("os_id") REFERENCES "os"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "envio_field" ADD CONSTRAINT "envio_field_os_id_fkey" FOREIGN KEY ("os_id") REFERENCES "os"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "envio_field" ADD CONSTRAINT "envio_field_historico_id_fkey" FOREIGN KEY ("historico_id") REFERENCES "os_status_historico"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "envio_field" ADD CONSTRAINT "envio_field_ref_envio_id_fkey" FOREIGN KEY ("ref_envio_id") REFERENCES "envio_field"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What is still to be delivered is a handful among all that ever was.
CREATE INDEX "envio_field_aberto" ON "envio_field" ("account", "os_id", "seq")
    WHERE "estado" NOT IN ('enviado', 'suprimido', 'nao_aplicavel');

-- At most one cancellation per delivered order, unless it was taken back before it was sent.
CREATE UNIQUE INDEX "envio_field_um_cancelamento" ON "envio_field" ("ref_envio_id")
    WHERE "ref_envio_id" IS NOT NULL AND "estado" NOT IN ('suprimido', 'nao_aplicavel');

-- The history is only added to. The mark of the delivery is the one thing that may change. Ends of
-- statements in the function are written \x3B, because this file is cut at every plain one.
CREATE FUNCTION os_status_historico_guard() RETURNS trigger LANGUAGE plpgsql AS E'
BEGIN
  IF TG_OP = ''UPDATE'' AND to_jsonb(NEW) - ''enviado_field'' = to_jsonb(OLD) - ''enviado_field'' THEN
    RETURN NEW\x3B
  END IF\x3B
  RAISE EXCEPTION ''os_status_historico is only added to''
    USING HINT = ''Write a new row with the next seq instead.''\x3B
END';
CREATE TRIGGER os_status_historico_append_only BEFORE UPDATE OR DELETE ON os_status_historico
    FOR EACH ROW EXECUTE FUNCTION os_status_historico_guard();
CREATE TRIGGER os_status_historico_no_truncate BEFORE TRUNCATE ON os_status_historico
    FOR EACH STATEMENT EXECUTE FUNCTION os_status_historico_guard();

CREATE VIEW pendencia AS
SELECT id, account, kind AS entidade, split_part(key, ':', 1) AS entidade_id, reason AS motivo,
       detail AS detalhe, held_at AS aberta_em, last_at AS vista_em, times AS vezes,
       released_at AS resolvida_em, released_by AS resolvida_por
  FROM held
 WHERE integration = 'isales-fieldcontrol';

CREATE VIEW sync_execucao AS
SELECT id, account, split_part(job, '.', 2) AS etapa, state AS estado, reason AS motivo,
       message AS mensagem, counts AS contagens, keys AS chaves, attempt AS tentativa,
       started_at AS iniciada_em, finished_at AS terminada_em, ms
  FROM run
 WHERE integration = 'isales-fieldcontrol';

-- One row per request that was sent. One whose worker died before the answer has no status.
CREATE VIEW envio_tentativa AS
SELECT i.id, i.account, e.id AS envio_id, i.operation AS operacao, i.reference AS chave,
       n.tentativa, COALESCE(a.outcome, CASE WHEN n.tentativa = i.attempt THEN i.state ELSE 'unknown' END)
         AS resultado,
       a.status AS codigo, a.words AS resposta, a.at AS respondida_em,
       i.state AS estado, i.vendor_id AS field_id, i.sent_at AS enviada_em,
       i.settled_at AS concluida_em, i.look_up_at AS consultar_em, i.body_hash AS request_hash
  FROM write_intent i
 CROSS JOIN LATERAL generate_series(1, i.attempt) AS n(tentativa)
  LEFT JOIN LATERAL jsonb_to_recordset(i.answers)
         AS a(attempt int, at timestamptz, outcome text, status int, words text)
         ON a.attempt = n.tentativa
  LEFT JOIN envio_field e ON e.account = i.account AND e.chave = i.reference
 WHERE i.operation LIKE 'fieldcontrol.%';
